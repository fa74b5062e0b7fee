package dev.hushkey.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;

/** The part that needs neither Keycloak nor a proof: who may come with a bearer token at all. */
class PossessionCheckTest {

  private static final SecurityIdentity SKILL = bearer("skill", new JwtClaims());

  private static SecurityIdentity bearer(String role, JwtClaims claims) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new DefaultJWTCallerPrincipal(claims))
        .addRole(role)
        .build();
  }

  private static SecurityIdentity check(SecurityIdentity identity, String... boundRoles) {
    return new PossessionCheck(null, RequiredOfCallers.dpopOf(Set.of(boundRoles)))
        .augment(identity, null, Map.of())
        .await()
        .indefinitely();
  }

  @Test
  void plainBearer_ofARoleThatNeedNotProve_passes() {
    assertThat(check(SKILL)).isSameAs(SKILL);
    assertThat(check(SKILL, "camera-backend")).isSameAs(SKILL);
  }

  @Test
  void plainBearer_ofARoleThatHasToProve_isRefused() {
    assertThatThrownBy(() -> check(SKILL, "camera-backend", "skill"))
        .isInstanceOf(AuthenticationFailedException.class)
        .hasMessageContaining("DPoP");
  }

  @Test
  void boundToken_asABearer_isRefusedWhateverTheRole() {
    JwtClaims claims = new JwtClaims();
    claims.setClaim("cnf", Map.of("jkt", "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"));
    SecurityIdentity bound = bearer("skill", claims);
    assertThatThrownBy(() -> check(bound)).isInstanceOf(AuthenticationFailedException.class);
  }
}
