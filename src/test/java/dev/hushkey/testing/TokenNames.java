package dev.hushkey.testing;

import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.secret.TokenName;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Names for tokens of ours, as somebody makes them who found the tokens. */
public final class TokenNames {

  private TokenNames() {}

  /** Of a signed access token its id, of any other token its hash. */
  public static TokenName of(String token) {
    String[] parts = token.split("\\.");
    return parts.length == 3
        ? new TokenName.ById(AccessTokenId.from(claims(parts[1]).getString("jti")))
        : hash(token);
  }

  /** Its hash, whatever it is. */
  public static TokenName hash(String token) {
    return new TokenName.ByHash(TokenHash.of(SecretText.of(token)));
  }

  private static JsonObject claims(String base64Url) {
    return new JsonObject(
        new String(Base64.getUrlDecoder().decode(base64Url), StandardCharsets.UTF_8));
  }
}
