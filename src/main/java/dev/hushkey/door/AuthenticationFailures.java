package dev.hushkey.door;

import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.resteasy.reactive.server.runtime.observability.ObservabilityIntegrationRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.HttpSecurityRecorder.DefaultAuthFailureHandler;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Finds out which resource a request was for, to label it in the metrics, once it was refused.
 * Quarkus does so for each request in case its authentication might fail, and builds the whole
 * table of paths each time: a twentieth of the processor time of a hand-out.
 */
@Singleton
class AuthenticationFailures {

  /** Quarkus authenticates at 200, before ours of the same number, and prepares at 199. */
  private static final int BEFORE_IT_PREPARES = 200;

  private static final int AFTER_IT_PREPARED = 198;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  /** Where Quarkus keeps it for its metrics and traces. */
  private static final String LABEL = "UrlPathTemplate";

  /** What Quarkus has prepared for the first request; it has no state, and nobody can make one. */
  private volatile Object prepared;

  void register(@Observes Filters filters) {
    filters.register(this::prepare, BEFORE_IT_PREPARES);
    filters.register(this::remember, AFTER_IT_PREPARED);
  }

  private void prepare(RoutingContext routing) {
    Object known = prepared;
    if (known != null && handler(routing) instanceof DefaultAuthFailureHandler) {
      routing.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, known);
      routing.addHeadersEndHandler(_ -> label(routing));
    }
    routing.next();
  }

  private void remember(RoutingContext routing) {
    if (prepared == null && !(handler(routing) instanceof DefaultAuthFailureHandler)) {
      prepared = handler(routing);
    }
    routing.next();
  }

  private static Object handler(RoutingContext routing) {
    return routing.get(QuarkusHttpUser.AUTH_FAILURE_HANDLER);
  }

  /** A resource that was reached has labelled it. */
  private static void label(RoutingContext routing) {
    int status = routing.response().getStatusCode();
    if ((status == UNAUTHORIZED || status == FORBIDDEN) && !isLabelled(routing)) {
      ObservabilityIntegrationRecorder.setTemplatePath(
          routing, ResteasyReactiveRecorder.getCurrentDeployment());
    }
  }

  private static boolean isLabelled(RoutingContext routing) {
    return ((HttpServerRequestInternal) routing.request()).context().getLocal(LABEL) != null;
  }
}
