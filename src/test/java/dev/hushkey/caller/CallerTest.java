package dev.hushkey.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.audit.Actor;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import java.util.Map;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.Test;

class CallerTest {

  private static Actor actor(Map<String, String> members) {
    JwtClaims claims = new JwtClaims();
    claims.setSubject("5ub");
    members.forEach(claims::setStringClaim);
    return Caller.actorOf(new DefaultJWTCallerPrincipal(claims));
  }

  @Test
  void service_isNamedByItsClient_withAndWithoutAProfile() {
    Map<String, String> bare = Map.of("azp", "backend", "client_id", "backend");
    assertThat(actor(bare).value()).isEqualTo("service:backend");
    assertThat(actor(Map.of("azp", "backend")).value()).isEqualTo("service:backend");
    assertThat(
            actor(
                    Map.of(
                        "azp", "backend",
                        "client_id", "backend",
                        "sid", "s1",
                        "preferred_username", "service-account-backend"))
                .value())
        .isEqualTo("service:backend");
  }

  @Test
  void person_whoIsCalledLikeAService_staysAPerson() {
    Map<String, String> person =
        Map.of("azp", "hushkey-cli", "sid", "s1", "preferred_username", "service-account-backend");
    assertThat(actor(person).value()).isEqualTo("operator:service-account-backend");
  }

  @Test
  void caller_isAlsoKnownByWhatNeverChanges() {
    Actor operator = actor(Map.of("azp", "cli", "sid", "s1", "preferred_username", "olivia"));
    assertThat(operator.subject()).contains("5ub");
    assertThat(operator.client()).contains("cli");
    Actor service = actor(Map.of("azp", "backend", "client_id", "backend"));
    assertThat(service.subject()).contains("5ub");
    assertThat(service.client()).contains("backend");
  }
}
