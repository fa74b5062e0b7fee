package dev.hushkey.oauth;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The answer of the token endpoint, RFC 6749 §5.1: here the tokens become readable on purpose. */
record TokenAnswer(
    @JsonProperty("access_token") String accessToken,
    @JsonProperty("token_type") String tokenType,
    @JsonProperty("expires_in") long expiresInSeconds,
    @JsonProperty("refresh_token") String refreshToken,
    @JsonProperty("scope") String scope) {

  static TokenAnswer of(GrantedTokens tokens) {
    return new TokenAnswer(
        tokens.accessToken().reveal(),
        "Bearer",
        tokens.lifetime().toSeconds(),
        tokens.refreshToken().secret().reveal(),
        tokens.scope());
  }

  @Override
  public String toString() {
    return "TokenAnswer[" + scope + "]";
  }
}
