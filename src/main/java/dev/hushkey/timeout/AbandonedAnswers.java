package dev.hushkey.timeout;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Drops an answer that nobody waits for: its deadline has passed, or the caller has hung up.
 * Writing it all the same would be two stack traces of {@code IllegalStateException}.
 */
public class AbandonedAnswers {

  /** Without an entity, RESTEasy writes nothing more to a response that has ended. */
  @ServerResponseFilter
  public void drop(ContainerResponseContext answer, RoutingContext routing) {
    HttpServerResponse response = routing.response();
    if (response.ended() || response.closed()) {
      answer.setEntity(null);
    }
  }
}
