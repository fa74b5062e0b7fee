package dev.hushkey.handout.exchange;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hushkey.oauth.request.AuthorizationDetails;
import dev.hushkey.secret.SecretText;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The answer of RFC 8693 §2.2.1: here the token is deliberately readable. No refresh token. */
record ExchangeAnswer(
    @JsonProperty("access_token") String accessToken,
    @JsonProperty("issued_token_type") String issuedTokenType,
    @JsonProperty("token_type") String tokenType,
    @JsonProperty("expires_in") long expiresInSeconds,
    @JsonProperty("authorization_details") List<Map<String, Object>> authorizationDetails) {

  static ExchangeAnswer of(SecretText token, Duration lifetime, AuthorizationDetails details) {
    return new ExchangeAnswer(
        token.reveal(),
        ExchangeRequest.ACCESS_TOKEN,
        "Bearer",
        lifetime.toSeconds(),
        details.toMembers());
  }

  @Override
  public String toString() {
    return "ExchangeAnswer[" + expiresInSeconds + "]";
  }
}
