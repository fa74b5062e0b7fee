package dev.hushkey.timeout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.failure.Failure;
import dev.hushkey.wire.OAuthError;
import dev.hushkey.wire.Problem;
import dev.hushkey.wire.RequestCorrelation;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.stream.StreamSupport;

/** Sends a 503 in place of a resource: its own answer comes too late, or it was never asked. */
@ApplicationScoped
class LateAnswers {

  private static final String OAUTH = "/oauth2/";
  private static final String PROBLEM_JSON = "application/problem+json";
  private static final int UNAVAILABLE = 503;

  private final Iterable<OverdueAnswer> forPeople;
  private final ObjectMapper json;

  @Inject
  LateAnswers(@Any Instance<OverdueAnswer> forPeople, ObjectMapper json) {
    this((Iterable<OverdueAnswer>) forPeople, json);
  }

  LateAnswers(Iterable<OverdueAnswer> forPeople, ObjectMapper json) {
    this.forPeople = forPeople;
    this.json = json;
  }

  /**
   * Ends the response, in the words of whoever is served at this address.
   *
   * @param failure what programs are told
   * @param retryAfter what people are told
   */
  void send(RoutingContext routing, Failure failure, Duration retryAfter) {
    HttpServerResponse response = routing.response();
    answer(routing, failure, retryAfter)
        .subscribe()
        .with(answer -> send(response, answer), _ -> fail(response));
  }

  private Uni<Response> answer(RoutingContext routing, Failure failure, Duration retryAfter) {
    String path = routing.normalizedPath();
    return StreamSupport.stream(forPeople.spliterator(), false)
        .filter(page -> page.isFor(path))
        .findFirst()
        .map(page -> page.answer(routing, retryAfter))
        .orElseGet(
            () ->
                Uni.createFrom()
                    .item(() -> forPrograms(routing, path, failure))
                    .invoke(
                        _ ->
                            routing
                                .response()
                                .putHeader(
                                    HttpHeaders.RETRY_AFTER,
                                    Long.toString(retryAfter.toSeconds()))));
  }

  private Response forPrograms(RoutingContext routing, String path, Failure failure) {
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
