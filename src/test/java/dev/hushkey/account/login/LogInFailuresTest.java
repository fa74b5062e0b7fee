package dev.hushkey.account.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.vertx.core.impl.NoStackTraceTimeoutException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void refusedRefresh_isTheEndOfTheSession() {
    assertThat(LogInFailures.isSessionOver(refused("{\"error\":\"invalid_grant\"}"))).isTrue();
  }

  /** Those are about us, or about Keycloak. */
  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        "Error status:503",
        "{\"error\":\"invalid_client\"}",
        "{\"error\":{\"invalid_grant\":1}}",
        "{\"error_description\":\"invalid_grant\"}",
        "[\"invalid_grant\"]",
        "<html>invalid_grant</html>"
      })
  void anyOtherAnswerToARefresh_isNot(String body) {
    assertThat(LogInFailures.isSessionOver(refused(body))).isFalse();
  }

  private static Throwable refused(String body) {
    return new AuthenticationFailedException(new OIDCException(body));
  }
}
