package dev.hushkey.timeout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.failure.Failure;
import dev.hushkey.wire.OAuthError;
import dev.hushkey.wire.Problem;
import dev.hushkey.wire.RequestCorrelation;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Answers every request in time, whoever handles it: the last net, below all bounds on single
 * waits. It ends the answer and not the work, which goes on or fails by its own bounds; {@link
 * AbandonedAnswers} drops what that has to say.
 */
@ApplicationScoped
class AnswerDeadline {

  private static final Logger LOG = Logger.getLogger(AnswerDeadline.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final String OAUTH = "/oauth2/";
  private static final String PROBLEM_JSON = "application/problem+json";

  private static final int UNAVAILABLE = 503;

  /** Before all other filters. */
  private static final int FIRST = 2000;

  private final Vertx vertx;
  private final Duration limit;
  private final Instance<OverdueAnswer> forPeople;
  private final ObjectMapper json;

  @Inject
  AnswerDeadline(
      Vertx vertx,
      TimeoutSettings settings,
      @Any Instance<OverdueAnswer> forPeople,
      ObjectMapper json) {
    this.vertx = vertx;
    this.limit = settings.answer();
    this.forPeople = forPeople;
    this.json = json;
  }

  void register(@Observes Filters filters) {
    filters.register(this::begin, FIRST);
  }

  void register(@Observes ManagementInterface inner) {
    inner.router().route().order(-FIRST).handler(this::begin);
  }

  private void begin(RoutingContext routing) {
    long timer = vertx.setTimer(limit.toMillis(), _ -> overdue(routing));
    routing.addEndHandler(
        end -> {
          vertx.cancelTimer(timer);
          if (end.failed() && !routing.response().ended()) {
            LOG.infof(
                "The caller of %s %s hung up",
                routing.request().method(), routing.normalizedPath());
          }
        });
    routing.addHeadersEndHandler(_ -> sayWhenToComeBack(routing.response()));
    routing.next();
  }

  /** Also where Quarkus answers on its own, as for health. */
  private static void sayWhenToComeBack(HttpServerResponse response) {
    if (response.getStatusCode() == UNAVAILABLE
        && !response.headers().contains(HttpHeaders.RETRY_AFTER)) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(RETRY_AFTER.toSeconds()));
    }
  }

  private void overdue(RoutingContext routing) {
    HttpServerResponse response = routing.response();
    if (response.ended() || response.closed()) {
      return;
    }
    LOG.warnf(
        "No answer within %s to %s %s",
        limit, routing.request().method(), routing.normalizedPath());
    if (response.headWritten()) {
      // Half an answer cannot be taken back.
      routing.request().connection().close();
      return;
    }
    answer(routing).subscribe().with(answer -> send(response, answer), _ -> fail(response));
  }

  private Uni<Response> answer(RoutingContext routing) {
    String path = routing.normalizedPath();
    return forPeople.stream()
        .filter(page -> page.isFor(path))
        .findFirst()
        .map(page -> page.answer(routing, RETRY_AFTER))
        .orElseGet(() -> Uni.createFrom().item(() -> forPrograms(routing, path)));
  }

  private Response forPrograms(RoutingContext routing, String path) {
    Failure failure = new Failure.Overdue(RETRY_AFTER);
    return path.startsWith(OAUTH)
        ? answer(OAuthError.of(failure), MediaType.APPLICATION_JSON)
        : answer(
            Problem.of(failure).withCorrelationId(RequestCorrelation.idOf(routing)), PROBLEM_JSON);
  }

  private Response answer(Object body, String type) {
    try {
      return Response.status(UNAVAILABLE)
          .type(type)
          .header(HttpHeaders.CACHE_CONTROL, "no-store")
          .entity(json.writeValueAsString(body))
          .build();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(HttpServerResponse response, Response answer) {
    if (response.headWritten() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.getStatus());
    answer.getStringHeaders().forEach(response::putHeader);
    response.end(answer.readEntity(String.class));
  }

  private static void fail(HttpServerResponse response) {
    if (!response.headWritten() && !response.closed()) {
      response.setStatusCode(UNAVAILABLE).end();
    }
  }
}
