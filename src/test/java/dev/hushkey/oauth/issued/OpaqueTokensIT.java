package dev.hushkey.oauth.issued;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Database;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Opaque tokens are looked up many at once, and each one alone. */
@OnStack
class OpaqueTokensIT {

  private static final AssistantId ALEXA = new AssistantId("alexa");

  @Inject OpaqueTokens tokens;
  @Inject Pool pool;

  private final String run = "opaque-" + UUID.randomUUID();

  @BeforeEach
  void thousandsOfTokens() {
    Database.update(
        """
        with made as (
          insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
          select gen_random_uuid(), ? || n, 'alexa', 'ACTIVE', clock_timestamp(),
                 clock_timestamp(), clock_timestamp()
            from generate_series(1, 5000) n
          returning id, user_id)
        insert into access_token (id, link_id, token_hash, issued_at, expires_at)
        select gen_random_uuid(), id, sha256(cast(user_id as bytea)), clock_timestamp(),
               clock_timestamp() + interval '1 hour'
          from made
        """,
        run);
    Database.update("analyze access_token");
    Database.update("analyze link");
  }

  @AfterEach
  void noneOfThem() {
    Database.update(
        "delete from access_token where link_id in (select id from link where starts_with(user_id, ?))",
        run);
    Database.update("delete from link where starts_with(user_id, ?)", run);
  }

  /** A token that somebody was issued, and that has the right form. */
  private SecretText issued(String user) {
    byte[] bytes = new byte[32];
    System.arraycopy(user.getBytes(), 0, bytes, 0, Math.min(32, user.length()));
    SecretText token = SecretText.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    LinkRef link = new LinkRef(ALEXA, LinkIds.create(), new UserId(run + user));
    Database.update(
        "insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)"
            + " values (?, ?, 'alexa', 'ACTIVE', clock_timestamp(), clock_timestamp(),"
            + " clock_timestamp())",
        link.link().value(),
        link.user().value());
    Database.update(
        "insert into access_token (id, link_id, token_hash, issued_at, expires_at)"
            + " values (gen_random_uuid(), ?, decode(?, 'hex'), clock_timestamp(),"
            + " clock_timestamp() + interval '1 hour')",
        link.link().value(),
        HexFormat.of().formatHex(TokenHash.of(token).toBytes()));
    return token;
  }

  @Test
  void tokensLookedUpTogether_areEachTheirOwnUsers_orNobodys() throws Throwable {
    List<Uni<Optional<VerifiedAccessToken>>> asked = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      asked.add(tokens.find(i % 3 == 0 ? SecretText.random() : issued("-user-" + i)));
    }

    List<Optional<VerifiedAccessToken>> found =
        VertxContextSupport.subscribeAndAwait(
            () -> Uni.join().all(asked).usingConcurrencyOf(200).andFailFast());

    for (int i = 0; i < 200; i++) {
      assertThat(found.get(i).map(token -> token.user().value()))
          .isEqualTo(i % 3 == 0 ? Optional.empty() : Optional.of(run + "-user-" + i));
    }
  }

  /** PostgreSQL itself says how it looks. Else a check reads all tokens that there are. */
  @Test
  void lookUp_amongThousands_takesOneStepIntoAnIndexForEach() throws Throwable {
    Buffer[] asked =
        Stream.generate(SecretText::random)
            .limit(100)
            .map(token -> Buffer.buffer(TokenHash.of(token).toBytes()))
            .toArray(Buffer[]::new);
    String plan =
        VertxContextSupport.subscribeAndAwait(
            () ->
                pool.preparedQuery("explain " + OpaqueTokens.STATEMENT)
                    .execute(Tuple.of(asked))
                    .map(
                        rows ->
                            StreamSupport.stream(rows.spliterator(), false)
                                .map(row -> row.getString(0))
                                .collect(Collectors.joining("\n"))));

    assertThat(plan).contains("access_token_by_hash").doesNotContain("Seq Scan");
  }
}
