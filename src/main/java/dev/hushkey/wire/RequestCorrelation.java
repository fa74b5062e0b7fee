package dev.hushkey.wire;

import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.UUID;
import org.jboss.logging.MDC;

/**
 * Gives each request an id for its log lines, its audit events and its answer. A caller's own
 * {@code X-Request-Id} is not trusted: it could forge another request's trail.
 */
@ApplicationScoped
public class RequestCorrelation {

  /** The name in the logging context. */
  public static final String KEY = "correlationId";

  private static final String HEADER = "X-Correlation-Id";
  private static final int EARLY = 1000;

  void register(@Observes Filters filters) {
    filters.register(RequestCorrelation::begin, EARLY);
  }

  void register(@Observes ManagementInterface inner) {
    inner.router().route().order(-EARLY).handler(RequestCorrelation::begin);
  }

  private static void begin(RoutingContext routing) {
    String id = UUID.randomUUID().toString();
    routing.put(KEY, id);
    MDC.put(KEY, id);
    routing.response().putHeader(HEADER, id);
    routing.next();
  }

  /** The id of this request. */
  public static String idOf(RoutingContext routing) {
    return routing.get(KEY);
  }
}
