package dev.hushkey.door;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a request gets the label that tells its resource in the metrics. Quarkus looks it up for
 * each before the resource is reached, unless {@link AuthenticationFailures} spares it that.
 */
@Singleton
class LabelWatch {

  /** What names a request to watch. */
  static final String HEADER = "Watch-Label";

  private static final int BEFORE_ALL = 1000;

  /** After Quarkus has prepared for failures, at 199, and before any resource. */
  private static final int BEFORE_RESOURCES = 190;

  private final Map<String, Optional<String>> early = new ConcurrentHashMap<>();
  private final Map<String, Optional<String>> atTheEnd = new ConcurrentHashMap<>();

  void register(@Observes Filters filters) {
    filters.register(this::watch, BEFORE_ALL);
    filters.register(this::look, BEFORE_RESOURCES);
  }

  /** Its label before a resource was reached; absent when none was on the way to be. */
  Optional<Optional<String>> early(String request) {
    return Optional.ofNullable(early.get(request));
  }

  /** Its label once it was answered; absent before that. */
  Optional<Optional<String>> atTheEnd(String request) {
    return Optional.ofNullable(atTheEnd.get(request));
  }

  private void watch(RoutingContext routing) {
    name(routing).ifPresent(name -> routing.addEndHandler(_ -> atTheEnd.put(name, label(routing))));
    routing.next();
  }

  private void look(RoutingContext routing) {
    name(routing).ifPresent(name -> early.put(name, label(routing)));
    routing.next();
  }

  private static Optional<String> name(RoutingContext routing) {
    return Optional.ofNullable(routing.request().getHeader(HEADER));
  }

  private static Optional<String> label(RoutingContext routing) {
    return Optional.ofNullable(
        ((HttpServerRequestInternal) routing.request()).context().getLocal("UrlPathTemplate"));
  }
}
