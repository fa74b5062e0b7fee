package dev.hushkey.door;

import dev.hushkey.failure.Failure;
import dev.hushkey.wire.Audience;
import dev.hushkey.wire.Challenges;
import dev.hushkey.wire.OAuthError;
import dev.hushkey.wire.Problem;
import dev.hushkey.wire.RequestCorrelation;
import io.quarkus.logging.Log;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;

/** Refuses a request that no resource may see, in the words of whoever is served there. */
public final class EarlyAnswers {

  /** Without parameters, it answers with the page "this link does not work". */
  private static final String BROKEN_LINK = "/oauth2/authorize";

  private static final String REROUTED = EarlyAnswers.class.getName();

  private EarlyAnswers() {}

  /** Malformed. */
  static void refuse(RoutingContext routing, String path, Failure.MalformedRequest failure) {
    Log.infof("Refused a request before its resource: %s", failure);
    answer(routing, path, OAuthError.of(failure), Problem.of(failure));
  }

  /** A refusal of HTTP itself. */
  static void refuse(RoutingContext routing, String path, int status, String title) {
    answer(routing, path, OAuthError.http(status, title), Problem.http(status, title));
  }

  /** A token of a form that none of the accepted ones has, RFC 6750 §3.1. */
  public static void refuseToken(RoutingContext routing) {
    String path = routing.request().path();
    String authorization = routing.request().getHeader(HttpHeaders.AUTHORIZATION);
    routing
        .response()
        .putHeader(
            "WWW-Authenticate", Challenges.at(path, authorization, Challenges.INVALID_TOKEN));
    Failure failure = new Failure.CallerNotAuthenticated();
    Log.infof("Refused a malformed token before its resource");
    answer(routing, path, OAuthError.of(failure), Problem.of(failure));
  }

  private static void answer(
      RoutingContext routing, String path, OAuthError error, Problem problem) {
    if (routing.response().ended()) {
      return;
    }
    switch (Audience.of(path)) {
      case PERSON, VISITOR -> showBrokenLink(routing);
      case CLIENT -> send(routing, error.status(), MediaType.APPLICATION_JSON, error);
      case CALLER ->
          send(
              routing,
              problem.status(),
              Problem.MEDIA_TYPE,
              problem.withCorrelationId(RequestCorrelation.idOf(routing)));
    }
  }

  /** By way of all filters once more, which must find nothing else to refuse. */
  private static void showBrokenLink(RoutingContext routing) {
    if (routing.get(REROUTED) != null) {
      routing.fail(400);
      return;
    }
    routing.put(REROUTED, true);
    routing.request().headers().remove(HttpHeaders.CONTENT_ENCODING);
    routing.reroute(HttpMethod.GET, BROKEN_LINK);
  }

  private static void send(RoutingContext routing, int status, String type, Object body) {
    HttpServerResponse answer = routing.response().setStatusCode(status);
    answer.putHeader(HttpHeaders.CONTENT_TYPE, type);
    answer.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    answer.end(Json.encode(body)).onFailure(gone -> Log.debug("The caller has gone", gone));
  }
}
