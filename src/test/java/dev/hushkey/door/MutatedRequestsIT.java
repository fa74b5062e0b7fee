package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.testing.CameraApp;
import dev.hushkey.testing.LinkedCamera;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;
import org.junit.jupiter.api.Test;

/**
 * Each documented request and each page, made wrong in hundreds of ways. Whatever comes in, the
 * answer is not our own error and does not keep anybody waiting.
 *
 * <p>{@code -Dmutations=20000} sends more; {@code -Dmutations.seed=…} the same again.
 */
@OnStack
class MutatedRequestsIT {

  private static final int COUNT = Integer.getInteger("mutations", 1500);
  private static final long SEED = Long.getLong("mutations.seed", System.nanoTime());

  /** Keycloak's tokens live for five minutes. */
  private static final int FRESH_FOR = 2000;

  /** Kept short: a run against a broken build would fill the screen. */
  private static final int MAX_SHOWN = 20;

  private final Linking linking = new Linking(TestStack.current());

  @Test
  void requestThatIsWrongInAnyWay_isNotOurError_norIsAnybodyKeptWaiting() {
    Mutations mutations = new Mutations(SEED);
    List<String> wrong = new ArrayList<>();
    Map<Integer, Integer> statuses = new TreeMap<>();
    long slowest = 0;
    List<Map.Entry<String, WireRequest>> requests = List.of();
    try (StackTraces log = StackTraces.start()) {
      for (int i = 0; i < COUNT && wrong.size() < MAX_SHOWN; i++) {
        if (i % FRESH_FOR == 0) {
          requests = requests();
        }
        Map.Entry<String, WireRequest> request = requests.get(i % requests.size());
        WireRequest mutated = mutations.mutate(request.getValue());
        if (changesProtocolAtTheInnerListener(mutated)) {
          continue;
        }
        WireAnswer answer = mutated.send();
        statuses.merge(answer.status(), 1, Integer::sum);
        slowest = Math.max(slowest, answer.took().toMillis());
        if (isWrong(answer)) {
          wrong.add(request.getKey() + ": " + mutated + "\n  -> " + answer);
        }
        log.take()
            .forEach(trace -> wrong.add(request.getKey() + ": " + mutated + "\n  -> " + trace));
      }
    }
    System.out.printf(
        "%d mutated requests, seed %d: statuses %s, slowest %d ms%n",
        COUNT, SEED, statuses, slowest);
    assertThat(wrong).as("seed %d", SEED).isEmpty();
  }

  /**
   * Quarkus has no setting that keeps its management interface from turning a connection into
   * HTTP/2 by {@code Upgrade: h2c}, as it then does for whoever asks and goes on in HTTP/1.1.
   */
  private static boolean changesProtocolAtTheInnerListener(WireRequest request) {
    return request.port() == TestStack.current().ports().inner()
        && request.headers().stream().anyMatch(given -> given.getKey().equalsIgnoreCase("Upgrade"));
  }

  /** A true 503 says when to come back. */
  private static boolean isWrong(WireAnswer answer) {
    boolean isOutage = answer.status() == 503 && !answer.all("Retry-After").isEmpty();
    return answer.status() == 0
        || (answer.status() >= 500 && answer.status() != 501 && !isOutage)
        || answer.took().compareTo(WireRequest.PATIENCE) > 0;
  }

  private List<Map.Entry<String, WireRequest>> requests() {
    Map<String, WireRequest> all =
        new TreeMap<>(DocumentedRequests.of(LinkedCamera.ofBob().granted(), CameraApp.of("alice")));
    PlainBrowser browser = new PlainBrowser(linking.issuer() + "/nowhere");
    URI account = URI.create(linking.issuer() + "/account/assistants");
    linking.logIn(browser, browser.open(account), "alice");
    String session = "q_session_login=" + browser.cookie(account, "q_session_login").orElseThrow();
    String query = linking.attempt().address().getRawQuery();
    for (String page :
        List.of(
            "/account/consent?" + query,
            "/account/assistants",
            "/account/login?state=x&code=y",
            "/oauth2/authorize?" + query,
            "/oauth2/logged-out?state=x",
            "/oauth2/login-failed?error=x")) {
      all.put("GET " + page, new WireRequest("GET", page).with("Cookie", session));
    }
    for (String page : List.of("/account/consent?" + query, "/account/assistants")) {
      all.put(
          "POST " + page,
          new WireRequest("POST", page)
              .with("Cookie", session)
              .with("Content-Type", DocumentedRequests.FORM)
              .withBody("csrf=x&decision=approve&grant=camera-1%2Fview&link=x"));
    }
    all.put("css", new WireRequest("GET", "/hushkey.css"));
    return List.copyOf(all.entrySet());
  }

  /** What is in the log as an error, or with a stack trace. */
  private static final class StackTraces extends Handler implements AutoCloseable {

    private final Queue<String> found = new ConcurrentLinkedQueue<>();

    static StackTraces start() {
      StackTraces traces = new StackTraces();
      LogContext.getLogContext().getLogger("").addHandler(traces);
      return traces;
    }

    List<String> take() {
      List<String> taken = new ArrayList<>();
      for (String line = found.poll(); line != null; line = found.poll()) {
        taken.add(line);
      }
      return taken;
    }

    @Override
    public void publish(LogRecord logged) {
      boolean isShown = logged.getLevel().intValue() >= Level.INFO.intValue();
      if (isShown && (logged.getThrown() != null || isError(logged))) {
        ExtLogRecord line = ExtLogRecord.wrap(logged);
        found.add(line.getLoggerName() + " " + line.getFormattedMessage() + " " + line.getThrown());
      }
    }

    private static boolean isError(LogRecord logged) {
      return logged.getLevel().intValue() >= org.jboss.logmanager.Level.ERROR.intValue();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      LogContext.getLogContext().getLogger("").removeHandler(this);
    }
  }
}
