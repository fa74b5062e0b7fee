package dev.hushkey.oauth.issued;

import dev.hushkey.assistant.Assistants;
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
 * Opaque access tokens: only the database knows whose they are, by their hash. The look-up replaces
 * a JWT's signature check; whether the token is live is decided by the caller's statement.
 */
@ApplicationScoped
public class OpaqueTokens {

  /** 256 bits in base64url; anything else is not looked up. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

  private static final String STATEMENT =
      "select id, assistant, user_id from current_access_token where token_hash = $1";

  private final Pool database;
  private final Assistants assistants;

  @Inject
  OpaqueTokens(Pool database, Assistants assistants) {
    this.database = database;
    this.assistants = assistants;
  }

  public static boolean hasForm(SecretText token) {
    return FORM.matcher(token.reveal()).matches();
  }

  /**
   * The token's claims; empty when it is unknown, or when its assistant is not configured any more,
   * as with a JWT.
   */
  Uni<Optional<VerifiedAccessToken>> find(SecretText token) {
    return hasForm(token)
        ? database
            .preparedQuery(STATEMENT)
            .execute(Tuple.of(Buffer.buffer(TokenHash.of(token).toBytes())))
            .map(rows -> Rows.first(rows, OpaqueTokens::token))
            .map(found -> found.filter(its -> assistants.find(its.assistant()).isPresent()))
        : Uni.createFrom().item(Optional.empty());
  }

  private static VerifiedAccessToken token(Row row) {
    return new VerifiedAccessToken(
        new AccessTokenId(row.getUUID("id")),
        new AssistantId(row.getString("assistant")),
        new UserId(row.getString("user_id")));
  }
}
