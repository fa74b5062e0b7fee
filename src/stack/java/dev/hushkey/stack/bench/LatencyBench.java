package dev.hushkey.stack.bench;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.load.OpenLoop;
import dev.hushkey.stack.fixture.AcceptGrant;
import dev.hushkey.stack.fixture.AmazonLogin;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * {@code ./hushkey bench latency [requests per second] [seconds] [rounds]}: hand-outs at a constant
 * rate against the running stack, interleaved with a baseline of the same server that touches
 * neither database nor Vault.
 */
final class LatencyBench {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final LocalStack stack;
  private final String server;
  private final HttpClient http = HttpClient.newHttpClient();

  LatencyBench(LocalStack stack) {
    this.stack = stack;
    this.server = stack.hushkeyConfig().get("hushkey.issuer");
  }

  void run(int rate, int seconds, int rounds) throws Exception {
    DeviceId camera = new DeviceId("bench-camera");
    HttpRequest handOut = prepare(camera);
    HttpRequest baseline = HttpRequest.newBuilder(URI.create(server + "/oauth2/jwks")).build();
    OpenLoop loop = new OpenLoop(rate, Duration.ofSeconds(seconds));
    System.out.printf("Warming up for %d s at %d requests/s%n", seconds, rate);
    loop.run(ok(handOut));
    loop.run(ok(baseline));
    List<OpenLoop.Result> handOuts = new ArrayList<>();
    List<OpenLoop.Result> baselines = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      baselines.add(tell(round, "baseline", loop.run(ok(baseline))));
      handOuts.add(tell(round, "hand-out", loop.run(ok(handOut))));
    }
    double p99 = median(handOuts);
    System.out.printf(
        Locale.ROOT,
        "median of p99: hand-out %.1f ms, baseline %.1f ms, ratio %.1f%n",
        p99,
        median(baselines),
        p99 / median(baselines));
  }

  private static OpenLoop.Result tell(int round, String name, OpenLoop.Result result) {
    System.out.printf(
        Locale.ROOT,
        "round %d  %-8s  p50 %6.1f ms  p90 %6.1f ms  p99 %6.1f ms  max %6.1f ms"
            + "  failed %d  dropped %d  stolen %.1f %%%n",
        round,
        name,
        result.millis(0.5),
        result.millis(0.9),
        result.millis(0.99),
        result.millis(1),
        result.failed(),
        result.dropped(),
        100 * result.stolen());
    return result;
  }

  private static double median(List<OpenLoop.Result> results) {
    double[] values = results.stream().mapToDouble(result -> result.millis(0.99)).toArray();
    Arrays.sort(values);
    return values[values.length / 2];
  }

  private Callable<Boolean> ok(HttpRequest request) {
    return () -> http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
  }

  /** Registers a camera, links, grants; returns the request to repeat. */
  private HttpRequest prepare(DeviceId camera) throws IOException, InterruptedException {
    String backend = stack.keycloak().serviceToken("camera-backend");
    String skill = stack.keycloak().serviceToken("alexa-skill");
    require(
        json(
            "PUT",
            "/v1/devices/" + camera + "/owner",
            backend,
            "{\"user\": \"" + People.ALICE + "\", \"name\": \"Bench\"}"));
    Linking.Tokens tokens = new Linking(stack).link("alice", Map.of(camera, Set.of(Action.EVENTS)));
    require(
        json(
            "POST",
            "/v1/alexa/directives",
            skill,
            AcceptGrant.message(new AmazonLogin(stack).code("alice-amazon"), tokens.accessToken())
                .toString()));
    HttpRequest handOut =
        json(
            "POST",
            "/v1/handouts",
            backend,
            """
            {"user": "%s", "device": "%s", "assistant": "alexa", "action": "events"}
            """
                .formatted(People.ALICE, camera));
    require(handOut);
    return handOut;
  }

  private void require(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200 || answer.body().contains("ErrorResponse")) {
      throw new IllegalStateException(request.uri() + " answered " + answer.statusCode());
    }
  }

  private HttpRequest json(String method, String path, String bearer, String body) {
    return HttpRequest.newBuilder(URI.create(server + path))
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + bearer)
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
