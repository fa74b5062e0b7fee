package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hushkey.flow.Door.Service;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AlexaCloud;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CapturedLog;
import dev.hushkey.testing.Relay;
import dev.hushkey.testing.Wires;
import io.quarkus.test.common.QuarkusTestResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every address of ours while a wire to one dependency is broken, in each way in which wires break:
 * what needs the dependency is a 503 that says when to come back, all else goes on, and nobody
 * waits for four seconds.
 */
@OnStack
@QuarkusTestResource(value = Wires.class, restrictToAnnotatedClass = true)
class BrokenWiresIT {

  private static final Logger LOG = Logger.getLogger(BrokenWiresIT.class);
  private static final long SLOWEST = 4000;
  private static final Duration HEALED = Duration.ofSeconds(30);

  private Wires wires;
  private AlexaCloud cloud;

  @BeforeEach
  void amazon() {
    cloud = new AlexaCloud(TestStack.current());
    cloud.userIsIn("127.0.0.1:" + wires.amazon().port());
  }

  @AfterEach
  void mended() {
    wires.mend();
    cloud.close();
    await().atMost(HEALED).untilAsserted(() -> Api.inner().get("/q/health").then().statusCode(200));
  }

  private List<Relay> wiresTo(Service service) {
    return switch (service) {
      case POSTGRES -> List.of(wires.postgres());
      case VAULT -> List.of(wires.vault());
      case KEYCLOAK -> List.of(wires.keycloak());
      case UPSTREAM -> List.of(wires.upstream(), wires.amazon());
    };
  }

  private static List<Door.Answer> knockAtAll(List<Door> doors) {
    List<CompletableFuture<Door.Answer>> answers = doors.stream().map(Door::knock).toList();
    return answers.stream().map(CompletableFuture::join).toList();
  }

  /** Everything that is wrong with these answers. */
  private static List<String> complaints(Service broken, List<Door.Answer> answers) {
    List<String> complaints = new ArrayList<>();
    for (Door.Answer answer : answers) {
      boolean well = answer.door().well().contains(answer.status());
      boolean mayFail = answer.door().needs().contains(broken);
      if (answer.millis() > SLOWEST || !(well || mayFail && answer.isUnavailable())) {
        complaints.add(answer.toString());
      }
    }
    return complaints;
  }

  private static void report(String test, List<Door.Answer> answers) {
    Door.Answer slowest =
        answers.stream().max(Comparator.comparing(Door.Answer::millis)).orElseThrow();
    LOG.infof(
        "%s: %d of %d are 503; the slowest is %s after %d ms",
        test,
        answers.stream().filter(Door.Answer::isUnavailable).count(),
        answers.size(),
        slowest.door().name(),
        slowest.millis());
  }

  @Test
  void everyDoor_overWholeWires_isOpen() {
    List<Door.Answer> answers = knockAtAll(Doors.ready());

    assertThat(answers).allMatch(answer -> answer.door().well().contains(answer.status()));
  }

  @ParameterizedTest
  @CsvSource({
    "POSTGRES, SILENT",
    "POSTGRES, DEAF",
    "POSTGRES, REFUSED",
    "POSTGRES, RESET",
    "POSTGRES, CUT",
    "POSTGRES, SLOW",
    "VAULT, SILENT",
    "VAULT, REFUSED",
    "VAULT, CUT",
    "KEYCLOAK, SILENT",
    "KEYCLOAK, REFUSED",
    "KEYCLOAK, RESET",
    "UPSTREAM, SILENT",
    "UPSTREAM, DEAF",
    "UPSTREAM, REFUSED",
    "UPSTREAM, CUT"
  })
  void everyDoor_overABrokenWire_answersInTime(Service broken, Relay.State how) {
    List<Door> doors = Doors.ready();
    List<Door.Answer> answers;
    String logged;
    try (CapturedLog log = CapturedLog.start()) {
      wiresTo(broken).forEach(wire -> wire.become(how));
      answers = knockAtAll(doors);
      logged = log.text();
    }

    report(broken + " " + how, answers);
    assertThat(complaints(broken, answers)).isEmpty();
    assertThat(answers)
        .as("what needs it")
        .filteredOn(answer -> answer.door().needs().contains(broken))
        .anyMatch(Door.Answer::isUnavailable);
    // Several slow waits in a row fall into the last net; a single one ends by its own bound.
    if (how == Relay.State.SLOW) {
      assertThat(logged).contains("No answer within");
    }
    if (broken == Service.KEYCLOAK) {
      assertThat(logged).doesNotContain("No answer within");
    }
    assertThat(logged).doesNotContain("Result is already complete", "already written");
  }
}
