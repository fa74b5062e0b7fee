package dev.hushkey.oauth.issued;

import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Access tokens that say nothing: whose one is stands in the database alone, under its hash. This
 * is what a signature is to a JWT; whether the token lives is the caller's statement to say.
 */
@ApplicationScoped
public class OpaqueTokens {

  /** 256 bits in base64url; what looks otherwise is not asked for. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

  private static final String STATEMENT =
      "select id, assistant, user_id from current_access_token where token_hash = $1";

  private final Pool database;

  @Inject
  OpaqueTokens(Pool database) {
    this.database = database;
  }

  public static boolean hasForm(SecretText token) {
    return FORM.matcher(token.reveal()).matches();
  }

  /** Whom the token speaks of; empty when we do not know it. */
  Uni<Optional<VerifiedAccessToken>> find(SecretText token) {
    return hasForm(token)
        ? database
            .preparedQuery(STATEMENT)
            .execute(Tuple.of(Buffer.buffer(TokenHash.of(token).toBytes())))
            .map(rows -> Rows.first(rows, OpaqueTokens::token))
        : Uni.createFrom().item(Optional.empty());
  }

  private static VerifiedAccessToken token(Row row) {
    return new VerifiedAccessToken(
        new AccessTokenId(row.getUUID("id")),
        new AssistantId(row.getString("assistant")),
        new UserId(row.getString("user_id")));
  }
}
