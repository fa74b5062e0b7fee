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
    "camera-app,      s1, alice,                      true",
    "camera-app-beta, s1, alice,                      true",
    "hushkey-cli,     s1, alice,                      false",
    "camera-app2,     s1, alice,                      false",
    ",                s1, alice,                      false",
    "camera-app,      ,   alice,                      false",
    "camera-app,      s1, service-account-camera-app, false"
  })
  void token_isOfAPersonInTheApp(String azp, String sid, String name, boolean expected) {
    JwtClaims claims = new JwtClaims();
    claims.setSubject("a11ce");
    claims.setStringClaim("preferred_username", name);
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
