package dev.hushkey.caller;

import java.time.Instant;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** When somebody typed their password for a token of Keycloak. */
public final class LogInTime {

  private LogInTime() {}

  /**
   * The claim {@code auth_time}, <a
   * href="https://openid.net/specs/openid-connect-core-1_0.html#IDToken">OpenID Connect Core
   * §2</a>, in whole seconds. Keycloak's client scope {@code basic} adds it. Without it the token's
   * own instant, which is later.
   */
  public static Instant of(JsonWebToken token) {
    return Stream.of("auth_time", "iat")
        .filter(token.getClaimNames()::contains) // the value of a missing time would be 0
        .findFirst()
        .map(token::<Object>getClaim)
        .map(seconds -> Instant.ofEpochSecond(Long.parseLong(seconds.toString())))
        .orElseThrow(() -> new IllegalStateException("the token has no iat"));
  }
}
