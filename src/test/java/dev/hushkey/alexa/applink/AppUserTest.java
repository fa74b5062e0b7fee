package dev.hushkey.alexa.applink;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppUserTest {

  private static final Set<String> APPS = Set.of("camera-app", "camera-app-beta");

  @ParameterizedTest
  @CsvSource({
    "camera-app,      s1, ,           true",
    "camera-app-beta, s1, ,           true",
    "hushkey-cli,     s1, ,           false",
    "camera-app2,     s1, ,           false",
    ",                s1, ,           false",
    "camera-app,      ,   ,           false",
    "camera-app,      ,   camera-app, false",
    "camera-app,      s1, camera-app, false"
  })
  void token_isOfAPersonInTheApp(String azp, String sid, String clientId, boolean expected) {
    JwtClaims claims = new JwtClaims();
    claims.setSubject("a11ce");
    claims.setStringClaim("preferred_username", "service-account-camera-app");
    if (clientId != null) {
      claims.setStringClaim("client_id", clientId);
    }
    if (azp != null) {
      claims.setStringClaim("azp", azp);
    }
    if (sid != null) {
      claims.setStringClaim("sid", sid);
    }
    assertThat(AppUser.isOfPersonInApp(new DefaultJWTCallerPrincipal(claims), APPS))
        .isEqualTo(expected);
  }
}
