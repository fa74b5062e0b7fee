package dev.hushkey.flow;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * One of our addresses with a request that is good when all is well.
 *
 * @param needs what an answer other than 503 takes
 * @param well the statuses when all is well
 */
record Door(String name, Form form, HttpRequest request, Set<Service> needs, Set<Integer> well) {

  /** What its answers look like. */
  enum Form {
    API,
    OAUTH,
    PAGE,
    HEALTH
  }

  /** What Hushkey depends on. */
  enum Service {
    POSTGRES,
    VAULT,
    KEYCLOAK,
    UPSTREAM
  }

  /** Longer than anybody waits. */
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /**
   * What came back.
   *
   * @param status 0 when nothing came back
   */
  record Answer(Door door, int status, String retryAfter, String type, String body, long millis) {

    boolean isUnavailable() {
      return status == 503 && retryAfter.matches("[1-9][0-9]*") && isOfItsForm();
    }

    private boolean isOfItsForm() {
      return switch (door.form()) {
        case API -> type.equals("application/problem+json");
        case OAUTH -> body.contains("\"temporarily_unavailable\"");
        case PAGE -> body.contains("We cannot do this right now");
        case HEALTH -> body.contains("\"DOWN\"");
      };
    }

    @Override
    public String toString() {
      return "%s: %d after %d ms, Retry-After '%s', %s %s"
          .formatted(door.name(), status, millis, retryAfter, type, body.lines().limit(3).toList());
    }
  }

  static HttpRequest.Builder to(String address) {
    return HttpRequest.newBuilder(URI.create(address));
  }

  CompletableFuture<Answer> knock() {
    long start = System.nanoTime();
    return HTTP.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .orTimeout(PATIENCE.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)
        .handle(
            (answer, failure) -> {
              long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
              return failure == null
                  ? answered(answer, millis)
                  : new Answer(this, 0, "", "", failure.toString(), millis);
            });
  }

  private Answer answered(HttpResponse<String> answer, long millis) {
    return new Answer(
        this,
        answer.statusCode(),
        answer.headers().firstValue("Retry-After").orElse(""),
        answer.headers().firstValue("Content-Type").orElse(""),
        answer.body(),
        millis);
  }

  /** The same door, as wide as ever: for tests that want to know whether it is well now. */
  Answer knockAndWait() {
    return knock().join();
  }
}
