package dev.hushkey.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import io.smallrye.mutiny.CompositeException;
import io.vertx.core.VertxException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.hibernate.exception.LockTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutagesTest {

  static Stream<Throwable> outages() {
    return Stream.of(
        new ConnectException("Connection refused"),
        new IOException("Connection reset by peer"),
        ClosedConnectionException.INSTANCE,
        new NoStackTraceThrowable("Timeout"),
        new VertxException("Timeout waiting for connection", true),
        new VertxException("Connection was closed", true),
        new NoStackTraceThrowable("Connection is not active now, current status: CLOSED"),
        new VertxException("Pending requests failed to be sent due to connection has been closed."),
        new IllegalStateException(new ConnectException("Connection refused")),
        new CompositeException(
            new IllegalStateException("the statement"), new ConnectException("the roll-back")));
  }

  private static void assertOutage(Throwable thrown) {
    assertThat(Outages.classify(thrown))
        .hasValueSatisfying(
            failure ->
                assertThat(failure)
                    .isInstanceOfSatisfying(
                        Failure.Unavailable.class,
                        away -> assertThat(away.dependency()).isEqualTo(Dependency.POSTGRESQL)));
  }

  @ParameterizedTest
  @MethodSource("outages")
  void endedConnection_isAnOutage(Throwable thrown) {
    assertOutage(thrown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"08006", "53300", "57P01", "57014", "55P03", "25P03", "25006", "40001", "40P01"})
  void sqlState_ofAServerThatGoesAwayOrOfABound_isAnOutage(String state) {
    assertOutage(new PgException("x", "ERROR", state, ""));
    assertOutage(new LockTimeoutException("x", new SQLException("x", state), "select"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "42601", "22P02"})
  void sqlState_ofAMistakeOfOurs_isNone(String state) {
    assertThat(Outages.classify(new PgException("x", "ERROR", state, ""))).isEmpty();
  }

  @Test
  void mistakeOfOurs_isNone_whateverElseTheDriverSays() {
    assertThat(Outages.classify(new NoStackTraceThrowable("Parameter at position 1"))).isEmpty();
    assertThat(Outages.classify(new IllegalStateException("Timeout"))).isEmpty();
    assertThat(Outages.classify(new IOException("not JSON"))).isEmpty();
  }

  @Test
  void knownFailure_beatsWhatTheConnectionSaysBesideIt() {
    Throwable both =
        new CompositeException(
            new FailureException(new Failure.NotFound("link")), new ConnectException("refused"));
    assertThat(Outages.classify(both)).contains(new Failure.NotFound("link"));
  }
}
