package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.Sealer;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.Relay;
import dev.hushkey.testing.Wires;
import io.quarkus.test.common.QuarkusTestResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Hand-outs in a storm: PostgreSQL and OpenBao stop where they stand and go on, connections are cut
 * and backends terminated, while many ask at once. Each answer is the asked user's token, link and
 * device, or a 503 in time. {@code -Dstorm=50000} makes it a longer one.
 */
@OnStack
@QuarkusTestResource(value = Wires.class, restrictToAnnotatedClass = true)
class StormIT {

  private static final Logger LOG = Logger.getLogger(StormIT.class);
  private static final int HANDOUTS = Integer.getInteger("storm", 1500);
  private static final int USERS = 60;
  private static final int CALLERS = 48;
  private static final long SLOWEST = 4000;
  private static final Duration PATIENCE = Duration.ofSeconds(12);
  private static final Duration HEALED = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject Sealer sealer;

  private Wires wires;

  private final LocalStack stack = TestStack.current();
  private final URI address = URI.create(new Linking(stack).issuer() + "/v1/handouts");
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong slowest = new AtomicLong();

  /** One camera of one user, and the token that belongs to it alone. */
  private record Camera(LinkRef link, String device, String token) {}

  @AfterEach
  void calm() {
    stack.openBao().resume();
    stack.postgres().resume();
    wires.mend();
    await().atMost(HEALED).untilAsserted(() -> Api.inner().get("/q/health").then().statusCode(200));
  }

  private Camera camera(int index) {
    LinkRef link =
        new LinkRef(
            new AssistantId("alexa"), LinkIds.create(), new UserId("storm-" + UUID.randomUUID()));
    String device = "camera-" + index + "-" + UUID.randomUUID();
    String token = "Atza|" + UUID.randomUUID();
    String sealed =
        sealer
            .seal(
                SecretText.of("{\"access\":\"%s\",\"refresh\":\"r\"}".formatted(token)),
                SealBinding.ofLink(link))
            .await()
            .atMost(PATIENCE)
            .ciphertext();
    Database.store(link, sealed);
    Database.update(
        "update upstream_token set access_expires_at = clock_timestamp() + interval '1 day'"
            + " where link_id = ?",
        link.link().value());
    Database.update(
        "insert into ownership (device_id, user_id, epoch, name, changed_at)"
            + " values (?, ?, 1, 'Camera', clock_timestamp())",
        device,
        link.user().value());
    Database.update(
        "insert into device_grant (link_id, device_id, actions, epoch, granted_at)"
            + " values (?, ?, '{events}', 1, clock_timestamp())",
        link.link().value(),
        device);
    return new Camera(link, device, token);
  }

  private void handOut(Camera camera, String caller) {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + caller)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"user\":\"%s\",\"device\":\"%s\",\"assistant\":\"alexa\",\"action\":\"events\"}"
                        .formatted(camera.link().user(), camera.device())))
            .build();
    long start = System.nanoTime();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
      slowest.accumulateAndGet(millis, Math::max);
      statuses.merge(answer.statusCode(), 1, Integer::sum);
      judge(camera, answer);
    } catch (IOException noAnswer) {
      wrong.add(noAnswer.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void judge(Camera camera, HttpResponse<String> answer) throws IOException {
    JsonNode body = JSON.readTree(answer.body());
    boolean right = answer.statusCode() == 200 ? isOf(camera, body) : isUnavailable(answer, body);
    if (!right) {
      wrong.add(answer.statusCode() + " " + answer.body());
    }
  }

  private static boolean isUnavailable(HttpResponse<String> answer, JsonNode body) {
    return answer.statusCode() == 503
        && answer.headers().firstValue("Retry-After").orElse("").matches("[1-9][0-9]*")
        && body.path("title")
            .asText()
            .matches("(postgresql|vault) is unavailable|No answer.*|Too.*");
  }

  private static boolean isOf(Camera camera, JsonNode body) {
    List<JsonNode> tokens = body.findParents("accessToken");
    return tokens.size() == 1
        && tokens.getFirst().path("accessToken").asText().equals(camera.token())
        && tokens.getFirst().findValuesAsText("link").contains(camera.link().link().toString())
        && body.findValuesAsText("link").size() == 1
        && body.findValuesAsText("user").stream().allMatch(camera.link().user().toString()::equals)
        && body.findValuesAsText("device").stream().allMatch(camera.device()::equals);
  }

  /** Each fault in turn, and on until there were enough hand-outs; each lasts about a second. */
  private void blow(AtomicInteger left) throws Exception {
    Random random = new Random(7);
    List<Runnable> faults =
        List.of(
            () -> stack.postgres().pause(),
            () -> stack.openBao().pause(),
            () -> wires.postgres().cutAll(),
            this::terminateBackends,
            () -> wires.vault().cutAll(),
            () -> wires.postgres().become(Relay.State.DEAF),
            () -> wires.vault().become(Relay.State.SILENT));
    for (int i = 0; i < faults.size() || left.get() > 0; i++) {
      faults.get(i % faults.size()).run();
      Thread.sleep(300 + random.nextInt(700));
      stack.postgres().resume();
      stack.openBao().resume();
      wires.mend();
      Thread.sleep(100 + random.nextInt(400));
    }
  }

  private void terminateBackends() {
    try (Connection connection = stack.postgres().connect(TestStack.database());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where datname = current_database() and pid <> pg_backend_pid()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void handOuts_inAStorm_areRightOrLater() throws Exception {
    List<Camera> cameras = new ArrayList<>();
    for (int i = 0; i < USERS; i++) {
      cameras.add(camera(i));
    }
    String caller = stack.keycloak().serviceToken("camera-backend");
    AtomicInteger left = new AtomicInteger(HANDOUTS);
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> storm =
          threads.submit(
              () -> {
                try {
                  blow(left);
                } finally {
                  over.set(true);
                }
                return null;
              });
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        Random random = new Random(i);
        callers.add(
            threads.submit(
                () -> {
                  while (!over.get()) {
                    left.decrementAndGet();
                    handOut(cameras.get(random.nextInt(USERS)), caller);
                  }
                }));
      }
      for (Future<?> one : callers) {
        one.get();
      }
      storm.get();
    }
    LOG.infof(
        "%d hand-outs in a storm: %s, the slowest after %d ms",
        HANDOUTS - left.get(), new TreeMap<>(statuses), slowest.get());
    assertThat(wrong).isEmpty();
    assertThat(statuses.keySet()).containsExactlyInAnyOrder(200, 503);
    assertThat(slowest.get()).isLessThan(SLOWEST);
  }
}
