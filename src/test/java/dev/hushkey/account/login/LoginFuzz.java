package dev.hushkey.account.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.account.page.FuzzKeys;
import io.quarkus.oidc.OIDCException;
import java.time.Clock;
import java.util.List;

/** What a browser brings back from the log-in. */
public final class LoginFuzz {

  /** Cookies of log-ins that were begun. */
  public static void logInCookies(String input) {
    assertThat(BegunLogIns.toForget(List.of(input.split("\n", -1)), "q_auth_login")).isNotNull();
  }

  /** What Keycloak answered, as Quarkus quotes it. */
  public static void logInError(String input) {
    LogInFailures.isSessionOver(new RuntimeException(new OIDCException(input)));
    LogInFailures.isAway(new OIDCException(input));
  }

  /** The state after logging out. */
  public static void logOutState(String input) {
    LogOutProof proofs = new LogOutProof(FuzzKeys.tokens(), Clock.systemUTC());
    assertThat(proofs.isValid(input)).isFalse();
    assertThat(proofs.isValid(proofs.proof())).isTrue();
  }

  private LoginFuzz() {}
}
