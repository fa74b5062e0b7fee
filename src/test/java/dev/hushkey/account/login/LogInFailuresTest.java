package dev.hushkey.account.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationCompletionException;
import io.vertx.core.impl.NoStackTraceTimeoutException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;

class LogInFailuresTest {

  @Test
  void refusedCode_isNoOutage() {
    assertThat(LogInFailures.isAway(new AuthenticationCompletionException("state mismatch")))
        .isFalse();
    assertThat(
            LogInFailures.isAway(
                new AuthenticationCompletionException(new OIDCException("invalid_grant"))))
        .isFalse();
  }

  @Test
  void noConnection_isAnOutage() {
    assertThat(
            LogInFailures.isAway(
                new AuthenticationCompletionException(
                    new OIDCException(new ConnectException("refused")))))
        .isTrue();
    assertThat(
            LogInFailures.isAway(
                new AuthenticationCompletionException(new NoStackTraceTimeoutException("late"))))
        .isTrue();
  }

  /** As Quarkus 3.34 reports a connection that Keycloak closed under the request. */
  @Test
  void closedConnection_isAnOutage() {
    assertThat(
            LogInFailures.isAway(
                new AuthenticationCompletionException(
                    new NullPointerException("The supplier returned `null`"))))
        .isTrue();
  }
}
