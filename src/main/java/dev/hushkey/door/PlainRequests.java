package dev.hushkey.door;

import dev.hushkey.failure.Failure;
import dev.hushkey.wire.Audience;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Leaves nothing to negotiate: a program gets JSON whatever it accepts, a body has no content
 * coding, and is no larger than allowed.
 */
@Singleton
class PlainRequests {

  private static final int EARLY = 930;

  /** Quarkus notes the server's limit at 2. */
  private static final int AFTER_QUARKUS = 1;

  private static final String IDENTITY = "identity";
  private static final Failure.MalformedRequest CODED =
      new Failure.MalformedRequest("Content-Encoding", "must be left out: bodies are read as sent");

  /** Takes lists, and bodies as long as the server's limit. */
  private static final String LISTS = "/v1/revocations";

  /** Room for a batch of 500 checks with JWTs (dev.hushkey.handout.decision.Batch). */
  private static final long MAX_ORDINARY_BODY = 1024 * 1024;

  private final long maxBody;

  @Inject
  PlainRequests(VertxHttpConfig http) {
    this.maxBody = http.limits().maxBodySize().map(MemorySize::asLongValue).orElse(Long.MAX_VALUE);
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, EARLY);
    filters.register(PlainRequests::limitWithoutLength, AFTER_QUARKUS);
  }

  /** A body in chunks says no length; whoever reads it stops at this. */
  private static void limitWithoutLength(RoutingContext routing) {
    Long most = routing.get(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY);
    if (most != null && !routing.request().path().equals(LISTS)) {
      routing.put(
          VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, Long.valueOf(Math.min(most, MAX_ORDINARY_BODY)));
    }
    routing.next();
  }

  private void check(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    String path = request.path();
    MultiMap headers = request.headers();
    if (headers.getAll(HttpHeaders.CONTENT_ENCODING).stream()
        .anyMatch(coding -> !coding.isBlank() && !coding.strip().equalsIgnoreCase(IDENTITY))) {
      EarlyAnswers.refuse(routing, path, CODED);
      return;
    }
    long most = path.equals(LISTS) ? maxBody : Math.min(maxBody, MAX_ORDINARY_BODY);
    if (isTooLong(headers.get(HttpHeaders.CONTENT_LENGTH), most)) {
      // the rest of the body is not read
      routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      EarlyAnswers.refuse(routing, path, 413, "Content Too Large");
      return;
    }
    if (!Audience.of(path).isPage()) {
      // RFC 9110 §12.5.1: no Accept, any type; we have one. RESTEasy would write Java's toString.
      headers.remove(HttpHeaders.ACCEPT);
    }
    routing.next();
  }

  private static boolean isTooLong(String length, long most) {
    try {
      return length != null && Long.parseLong(length) > most;
    } catch (NumberFormatException refusedByNettyAlready) {
      return true;
    }
  }
}
