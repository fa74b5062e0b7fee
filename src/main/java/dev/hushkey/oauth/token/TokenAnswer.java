package dev.hushkey.oauth.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hushkey.oauth.request.AuthorizationDetails;
import java.util.List;
import java.util.Map;

/**
 * The answer of the token endpoint, RFC 6749 §5.1: here the tokens are deliberately readable.
 * {@code authorization_details} are there if the assistant asked for any (RFC 9396 §7).
 */
record TokenAnswer(
    @JsonProperty("access_token") String accessToken,
    @JsonProperty("token_type") String tokenType,
    @JsonProperty("expires_in") long expiresInSeconds,
    @JsonProperty("refresh_token") String refreshToken,
    @JsonProperty("scope") String scope,
    @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("authorization_details")
        List<Map<String, Object>> authorizationDetails) {

  static TokenAnswer of(GrantedTokens tokens) {
    return new TokenAnswer(
        tokens.accessToken().reveal(),
        "Bearer",
        tokens.lifetime().toSeconds(),
        tokens.refreshToken().secret().reveal(),
        tokens.scope(),
        tokens.details().map(AuthorizationDetails::toMembers).orElse(null));
  }

  @Override
  public String toString() {
    return "TokenAnswer[" + scope + "]";
  }
}
