package dev.hushkey.trace;

import dev.hushkey.wire.RequestCorrelation;
import io.opentelemetry.api.trace.Span;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;

/** A span for each request at the public listener, while traces are on. */
@Singleton
class DoorSpans {

  /** After the request has its id, before anything else. */
  private static final int EARLY = 999;

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final Set<String> FIRST = Set.of(".well-known", "account", "oauth2", "v1");

  /** A word of a path that is no door of ours may be anything, a token too. */
  private static final Set<String> SECOND =
      Set.of(
          "alexa",
          "app-links",
          "assistants",
          "authorize",
          "back-channel-logout",
          "checks",
          "connected",
          "consent",
          "devices",
          "drills",
          "erasures",
          "global-token-revocation",
          "handouts",
          "introspect",
          "jwks",
          "links",
          "login",
          "login-failed",
          "oauth-authorization-server",
          "oauth-protected-resource",
          "par",
          "revocations",
          "revoke",
          "signing-keys",
          "token",
          "transit-keys",
          "waiting");

  private static final String OTHER = "other";

  private final Traces traces;

  @Inject
  DoorSpans(Traces traces) {
    this.traces = traces;
  }

  void register(@Observes Filters filters) {
    traces.spans().ifPresent(spans -> filters.register(routing -> pass(spans, routing), EARLY));
  }

  private static void pass(Spans spans, RoutingContext routing) {
    String method = routing.request().method().name();
    Span span =
        spans.request(
            METHODS.contains(method) ? method : OTHER,
            door(routing.request().path()),
            RequestCorrelation.idOf(routing));
    routing.addEndHandler(_ -> Spans.end(span, routing.response().getStatusCode()));
    routing.next();
  }

  /**
   * The first two words of a path of ours, and nothing that a caller made up.
   *
   * @param path as it was sent, since not everything can be decoded; null where there is none
   */
  static String door(String path) {
    String[] words = path == null ? new String[0] : path.split("/", 4);
    return words.length > 2 && FIRST.contains(words[1]) && SECOND.contains(words[2])
        ? "/" + words[1] + "/" + words[2]
        : OTHER;
  }
}
