package dev.hushkey.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.sessions.KeycloakSessions;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {

  /** A sweep whose passes end when the test says so. */
  private static final class Passes extends Sweep {

    private final Deque<CompletableFuture<Void>> running = new ArrayDeque<>();
    private int started;

    Passes() {
      super(null, null, null, null, null);
    }

    @Override
    Uni<Void> pass() {
      started++;
      CompletableFuture<Void> pass = new CompletableFuture<>();
      running.add(pass);
      return Uni.createFrom().completionStage(pass);
    }

    void endPass() {
      running.remove().complete(null);
    }
  }

  @Test
  void wakeUps_whileAPassRuns_makeOneMore_howeverManyTheyAre() {
    Passes sweep = new Passes();

    IntStream.range(0, 200).forEach(_ -> sweep.sweepAll().subscribe().with(_ -> {}));

    assertThat(sweep.started).isEqualTo(1);
    sweep.endPass();
    assertThat(sweep.started).isEqualTo(2);
    sweep.endPass();
    assertThat(sweep.started).isEqualTo(2);
    assertThat(sweep.running).isEmpty();

    sweep.sweepAll().subscribe().with(_ -> {});
    assertThat(sweep.started).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 405, 409, 422})
  void statusAboutThePerson_isARefusal(int status) {
    assertThat(KeycloakSessions.outcome(status, null))
        .isEqualTo(new KeycloakSessions.Outcome.Refused("Keycloak answered " + status));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 408, 429, 500, 502, 503, 504, 302})
  void statusThatSaysNothingAboutThePerson_isAnOutage(int status) {
    assertThatThrownBy(() -> KeycloakSessions.outcome(status, null))
        .isInstanceOfSatisfying(
            FailureException.class,
            failed -> assertThat(failed.failure()).isInstanceOf(Failure.Unavailable.class));
  }

  @Test
  void personUnknownToKeycloak_hasNoSession() {
    assertThat(KeycloakSessions.outcome(404, null)).isEqualTo(new KeycloakSessions.Outcome.Ended());
  }

  @ParameterizedTest
  @CsvSource({
    "f:6f1c:jo+cam@example.org, true",
    "Jo/Cam 100%2F #?&, true",
    "bob;x, false",
    "., false",
    ".., false",
  })
  void idThatKeycloakWouldReadAsAnother_isNotSent(String id, boolean sent) {
    assertThat(KeycloakSessions.canBeInAPath(new UserId(id))).isEqualTo(sent);
  }
}
