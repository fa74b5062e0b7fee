package dev.hushkey.oauth.issued;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.cell.CellMark;
import dev.hushkey.gather.Gatherer;
import dev.hushkey.gather.Gatherers;
import dev.hushkey.gather.Numbered;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Opaque access tokens: only the database knows whose they are, by their hash. The look-up replaces
 * a JWT's signature check; whether the token is live is decided by the caller's statement.
 */
@ApplicationScoped
public class OpaqueTokens {

  /** 256 bits in base64url, perhaps behind the name of a cell; anything else is not looked up. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

  /**
   * One step into each index for each token: "offset 0" keeps the planner from reading all tokens
   * instead. Not by the view, which would look up the cut-offs too: the deciding statement does.
   * The array is a sub-select so that its length changes no plan (ADR 91).
   */
  static final String STATEMENT =
      """
      select q.n, q.hash as asked, t.id, t.assistant, t.user_id
        from unnest((select $1::bytea[])) with ordinality as q (hash, n)
        left join lateral (
          select a.id, l.assistant, l.user_id
            from access_token a join link l on l.id = a.link_id
           where a.token_hash = q.hash offset 0) t on true
       order by q.n
      """;

  private final Pool database;
  private final Assistants assistants;
  private final Gatherer<TokenHash, Optional<VerifiedAccessToken>> looks;

  @Inject
  OpaqueTokens(Pool database, Assistants assistants, Gatherers gatherers) {
    this.database = database;
    this.assistants = assistants;
    this.looks = gatherers.statements("find-opaque", this::findAll);
  }

  public static boolean hasForm(SecretText token) {
    return FORM.matcher(token.reveal()).matches() || CellMark.read(token.reveal()).isPresent();
  }

  /**
   * The token's claims; empty when it is unknown, or when its assistant is not configured any more,
   * as with a JWT.
   */
  Uni<Optional<VerifiedAccessToken>> find(SecretText token) {
    return hasForm(token)
        ? looks
            .ask(TokenHash.of(token))
            .map(found -> found.filter(its -> assistants.find(its.assistant()).isPresent()))
        : Uni.createFrom().item(Optional.empty());
  }

  /** Each row repeats the hash that it is about, and is believed only if that was asked. */
  private Uni<List<Optional<VerifiedAccessToken>>> findAll(List<TokenHash> hashes) {
    Buffer[] asked =
        hashes.stream().map(hash -> Buffer.buffer(hash.toBytes())).toArray(Buffer[]::new);
    return database
        .preparedQuery(STATEMENT)
        .execute(Tuple.of(asked))
        .map(rows -> Numbered.rows(hashes, OpaqueTokens::isAbout, rows, OpaqueTokens::token))
        .map(each -> each.stream().map(List::getFirst).toList());
  }

  private static boolean isAbout(TokenHash asked, Row row) {
    return Arrays.equals(asked.toBytes(), row.getBuffer("asked").getBytes());
  }

  private static Optional<VerifiedAccessToken> token(Row row) {
    return Optional.ofNullable(row.getUUID("id"))
        .map(
            id ->
                new VerifiedAccessToken(
                    new AccessTokenId(id),
                    new AssistantId(row.getString("assistant")),
                    new UserId(row.getString("user_id"))));
  }
}
