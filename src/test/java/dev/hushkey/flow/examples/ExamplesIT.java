package dev.hushkey.flow.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AlexaEventGateway;
import dev.hushkey.stack.fixture.AlexaEventGateway.Event;
import dev.hushkey.stack.fixture.AmazonLogin;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.keycloak.KeycloakServer;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs examples/alexa-skill and examples/camera-backend as they are, in processes of their own. */
@OnStack
class ExamplesIT {

  private static final Duration HEALED = Duration.ofSeconds(60);
  private static final String ACCEPTED = "AcceptGrant.Response";
  private static final String UNLINK = "INVALID_AUTHORIZATION_CREDENTIAL";

  private static AlexaEventGateway gateway;
  private static Skill skill;
  private static LineProcess backend;

  private final LocalStack stack = TestStack.current();
  private DeviceId door;
  private String alexa;

  @BeforeAll
  static void start() {
    LocalStack stack = TestStack.current();
    gateway = new AlexaEventGateway(0);
    skill = Skill.start(stack);
    backend =
        LineProcess.start(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "examples/camera-backend/CameraBackend.java"),
            Map.of(
                "HUSHKEY_URL",
                stack.hushkey().address(),
                "TOKEN_URL",
                stack.keycloak().tokenEndpoint(KeycloakServer.HUSHKEY_REALM),
                "CLIENT_ID",
                "camera-backend",
                "CLIENT_SECRET_FILE",
                stack.keycloak().clientSecretFile("camera-backend").toString(),
                // A crowded machine takes its time to come back
                "WORTH_TELLING_SECONDS",
                "60",
                "EVENT_GATEWAY",
                gateway.address().toString()));
  }

  @AfterAll
  static void end() {
    skill.close();
    backend.close();
    gateway.close();
  }

  /** The backend registers the doorbell, alice links Alexa, and Alexa grants its tokens. */
  @BeforeEach
  void aliceHasLinked() {
    gateway.reset();
    door = new DeviceId("door-" + UUID.randomUUID());
    assertThat(backend.say("own %s %s Front door".formatted(People.ALICE, door)))
        .isEqualTo("registered " + door);
    alexa =
        new Linking(TestStack.current())
            .link("alice", Map.of(door, Set.of(Action.EVENTS, Action.VIEW)))
            .accessToken();
    assertThat(skill.acceptGrant(amazonCode(), alexa)).isEqualTo(ACCEPTED);
  }

  private static String amazonCode() {
    return new AmazonLogin(TestStack.current()).code("alice-amazon");
  }

  private String ring() {
    return backend.say("ring %s %s".formatted(People.ALICE, door));
  }

  private SecretText handedOut() {
    return SecretText.of(Api.token(Api.handOut(People.ALICE, door, Action.EVENTS)));
  }

  private List<Event> events() {
    return gateway.events().stream().filter(event -> event.device().equals(door.value())).toList();
  }

  private void isReady() {
    await().atMost(HEALED).untilAsserted(() -> Api.inner().get("/q/health").then().statusCode(200));
  }

  @Test
  void skill_asksBeforeItActs() {
    assertThat(skill.show(door.value(), alexa)).isEqualTo("Response");
    assertThat(skill.reportState(door.value(), alexa)).isEqualTo("StateReport");
    assertThat(skill.show("garage", alexa)).isEqualTo("NO_SUCH_ENDPOINT");
    assertThat(skill.show(door.value(), "not a token")).isEqualTo("INTERNAL_ERROR");
  }

  @Test
  void skill_isRefusedAnActionThatTheUserDidNotAllow() {
    Database.update(
        "update device_grant set actions = '{events}' where device_id = ?", door.value());

    assertThat(skill.show(door.value(), alexa)).isEqualTo("INSUFFICIENT_PERMISSIONS");
    assertThat(skill.reportState(door.value(), alexa)).isEqualTo("StateReport");
  }

  @Test
  void ring_reachesTheGateway_withTheTokenOfThisUserAndDevice() {
    assertThat(ring()).startsWith("sent ");

    assertThat(gateway.complaints()).isEmpty();
    assertThat(events()).extracting(Event::token).containsExactly(handedOut());
  }

  @Test
  void ring_ofADeviceThatIsNotTheUsers_staysInTheHouse() {
    assertThat(backend.say("ring %s %s".formatted(People.BOB, door)))
        .startsWith("not sent, not-the-owner");
    assertThat(events()).isEmpty();
  }

  @Test
  void tokenRefusedByTheGateway_isAskedForAnew_once() {
    SecretText before = handedOut();
    gateway.refuseNext(401, "INVALID_ACCESS_TOKEN_EXCEPTION", this::theTokenEnds);

    assertThat(ring()).startsWith("sent ");
    assertThat(events()).extracting(Event::token).doesNotContain(before);

    gateway.reset();
    gateway.refuseNext(401, "INVALID_ACCESS_TOKEN_EXCEPTION", () -> {});
    assertThat(ring()).startsWith("not sent, the gateway refuses the token");
    assertThat(events()).isEmpty();
  }

  @Test
  void tokenRefusedTwice_isGivenUp() {
    gateway.refuseNext(401, "INVALID_ACCESS_TOKEN_EXCEPTION", this::theTokenEnds);
    gateway.refuseNext(401, "INVALID_ACCESS_TOKEN_EXCEPTION", this::theTokenEnds);

    assertThat(ring()).isEqualTo("not sent, the token is refused");
    assertThat(events()).isEmpty();
  }

  private void theTokenEnds() {
    Database.update("update upstream_token set access_expires_at = clock_timestamp()");
  }

  @Test
  void busyGateway_isTriedAgain_butNotARefusal() {
    gateway.refuseNext(503, "SERVICE_UNAVAILABLE_EXCEPTION", () -> {});
    assertThat(ring()).startsWith("sent ");

    gateway.refuseNext(403, "SKILL_DISABLED_EXCEPTION", () -> {});
    assertThat(ring()).isEqualTo("not sent, 403 SKILL_DISABLED_EXCEPTION");
    assertThat(events()).hasSize(1);
  }

  @Test
  void afterARevocation_theSkillHasAlexaUnlink_andTheBackendIsRefused() {
    Api.revoke(Map.of("user", People.ALICE)).then().statusCode(200);

    assertThat(skill.show(door.value(), alexa)).isEqualTo(UNLINK);
    assertThat(skill.reportState(door.value(), alexa)).isEqualTo(UNLINK);
    assertThat(skill.acceptGrant(amazonCode(), alexa)).isEqualTo("ACCEPT_GRANT_FAILED");
    assertThat(ring()).startsWith("not sent, link-revoked");
    assertThat(events()).isEmpty();
  }

  @Test
  void afterAmazonGaveTheGrantUp_theSkillHasAlexaUnlink_andTheBackendIsRefused() {
    Database.update("update link set state = 'NEEDS_RELINK' where state = 'ACTIVE'");

    assertThat(skill.show(door.value(), alexa)).isEqualTo(UNLINK);
    assertThat(ring()).startsWith("not sent, needs-relink");
    assertThat(events()).isEmpty();
  }

  @Test
  void withoutVault_nobodyUnlinks_andWhatWaitedIsDone() {
    String code = amazonCode();
    stack.openBao().seal();
    CompletableFuture<String> waiting;
    try {
      waiting = CompletableFuture.supplyAsync(this::ring);
      // Needs no Vault
      assertThat(skill.show(door.value(), alexa)).isEqualTo("Response");
      assertThat(skill.acceptGrant(code, alexa)).isEqualTo("ACCEPT_GRANT_FAILED");
    } finally {
      stack.openBao().unseal();
    }
    isReady();
    assertThat(waiting.join()).startsWith("sent ");
    // The code was not spent
    assertThat(skill.acceptGrant(code, alexa)).isEqualTo(ACCEPTED);
  }

  @Test
  void withoutPostgres_nobodyUnlinks_andWhatWaitedIsDone() {
    stack.postgres().kill();
    CompletableFuture<String> waiting;
    try {
      waiting = CompletableFuture.supplyAsync(this::ring);
      assertThat(skill.show(door.value(), alexa)).isEqualTo("BRIDGE_UNREACHABLE");
      assertThat(skill.reportState(door.value(), alexa)).isEqualTo("BRIDGE_UNREACHABLE");
    } finally {
      stack.postgres().start();
    }
    isReady();
    assertThat(waiting.join()).startsWith("sent ");
    assertThat(skill.show(door.value(), alexa)).isEqualTo("Response");
  }
}
