package dev.hushkey.timeout;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/** What people see, in place of what programs read, when there is no answer in time. */
public interface OverdueAnswer {

  /** Whether people, and not programs, open this address. */
  boolean isFor(String path);

  /** A whole answer with a text as its body; made without a request scope. */
  Uni<Response> answer(RoutingContext routing, Duration retryAfter);
}
