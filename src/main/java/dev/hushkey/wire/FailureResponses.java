package dev.hushkey.wire;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.CharConversionException;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place that turns anything thrown into an answer. */
public class FailureResponses {

  private static final Logger LOG = Logger.getLogger(FailureResponses.class);
  private static final int SERVER_ERROR = 500;

  /** RFC 6749 §5.2. */
  private static final String BASIC = "Basic realm=\"hushkey\"";

  private final RoutingContext routing;

  @Inject
  FailureResponses(RoutingContext routing) {
    this.routing = routing;
  }

  /**
   * Everything that no other mapper takes: an outage is recognised, all else is an answer without
   * details.
   */
  @ServerExceptionMapper
  public Response anything(Throwable thrown) {
    Optional<Failure> failure = Outages.classify(thrown);
    if (failure.isPresent()) {
      return known(failure.get(), thrown);
    }
    if (routing.response().headWritten()) {
      // Quarkus answers a body in chunks that is too large on its own, and then fails whoever reads
      // it.
      LOG.debugf(thrown, "Failed after the answer at %s %s", routing.request().method(), path());
      return Response.noContent().build();
    }
    LOG.errorf(thrown, "Unexpected failure at %s %s", routing.request().method(), path());
    return isOAuth() ? oauth(OAuthError.unknown()) : problem(Problem.unknown());
  }

  /** An expected failure. */
  @ServerExceptionMapper
  public Response failure(FailureException thrown) {
    return known(thrown.failure(), thrown);
  }

  /** No bearer token. */
  @ServerExceptionMapper
  public Response unauthorized(UnauthorizedException thrown) {
    return notAuthenticated(thrown);
  }

  /** A rejected bearer token, or an unavailable identity provider. */
  @ServerExceptionMapper
  public Response authenticationFailed(AuthenticationFailedException thrown) {
    return notAuthenticated(thrown);
  }

  /** The identity provider was unavailable when we started, and still is. */
  @ServerExceptionMapper
  public Response identityProvider(OIDCException thrown) {
    return known(FailureException.unavailable(Dependency.KEYCLOAK, thrown).failure(), thrown);
  }

  /** A caller without the role. */
  @ServerExceptionMapper
  public Response forbidden(ForbiddenException thrown) {
    return known(new Failure.CallerNotAllowed(), thrown);
  }

  /** A value that breaks a constraint of the API. */
  @ServerExceptionMapper
  public Response constraint(ConstraintViolationException thrown) {
    String hint =
        thrown.getConstraintViolations().stream()
            .map(FailureResponses::describe)
            .sorted()
            .collect(Collectors.joining("; "));
    return known(new Failure.MalformedRequest("request", hint), thrown);
  }

  /** Refusals of the HTTP layer: unknown paths, wrong methods, media types, unreadable bodies. */
  @ServerExceptionMapper
  public Response http(WebApplicationException thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof JacksonException json) {
        return json(json);
      }
      if (cause instanceof FailureException known) {
        return failure(known);
      }
    }
    return plain(thrown.getResponse());
  }

  /** Needs its own mapper, because otherwise Quarkus answers this one itself. */
  @ServerExceptionMapper
  public Response mismatch(MismatchedInputException thrown) {
    return json(thrown);
  }

  /** A body in an encoding of Unicode that it then does not keep to. */
  @ServerExceptionMapper
  public Response encoding(CharConversionException thrown) {
    return known(new Failure.MalformedRequest("body", "must be UTF-8"), thrown);
  }

  /** A body that is not JSON, or not in the format of this path. */
  @ServerExceptionMapper
  public Response json(JacksonException thrown) {
    return known(JsonFault.of(thrown), thrown);
  }

  private Response known(Failure failure, Throwable thrown) {
    log(failure, thrown);
    return isOAuth() ? oauth(OAuthError.of(failure)) : problem(Problem.of(failure));
  }

  private void log(Failure failure, Throwable thrown) {
    switch (failure) {
      case Failure.SealBroken broken ->
          LOG.errorf("ALARM: a ciphertext does not belong to link %s", broken.link());
      case Failure.Unavailable away ->
          LOG.warnf("%s is unavailable: %s", away.dependency().label(), rootOf(thrown));
      // In a rush a line for each would be work of its own; the meters tell how many.
      case Failure.Overloaded _ -> LOG.debugf("Overloaded at %s", path());
      default -> LOG.infof("Refused %s %s: %s", routing.request().method(), path(), failure);
    }
  }

  private Response notAuthenticated(Throwable thrown) {
    if (Outages.isIdentityProviderAway(thrown)) {
      return known(FailureException.unavailable(Dependency.KEYCLOAK, thrown).failure(), thrown);
    }
    return known(new Failure.CallerNotAuthenticated(), thrown);
  }

  /** RFC 6750 §3: also with a 403, and only who sent a token is told what is wrong with it. */
  private void challengeCaller(Response.ResponseBuilder answer, int status) {
    boolean unauthorized = status == Response.Status.UNAUTHORIZED.getStatusCode();
    String error = unauthorized ? Challenges.INVALID_TOKEN : Challenges.INSUFFICIENT_SCOPE;
    Challenges.at(path(), routing.request().getHeader(HttpHeaders.AUTHORIZATION), error)
        .forEach(challenge -> answer.header(HttpHeaders.WWW_AUTHENTICATE, challenge));
  }

  private Response oauth(OAuthError error) {
    Response.ResponseBuilder answer =
        Response.status(error.status()).type(MediaType.APPLICATION_JSON).entity(error);
    switch (error.error()) {
      case "invalid_client" -> answer.header(HttpHeaders.WWW_AUTHENTICATE, BASIC);
      case Challenges.INVALID_TOKEN, Challenges.INSUFFICIENT_SCOPE ->
          challengeCaller(answer, error.status());
      default -> {}
    }
    return finish(answer, error.retryAfter());
  }

  private Response problem(Problem problem) {
    Response.ResponseBuilder answer =
        Response.status(problem.status())
            .type(Problem.MEDIA_TYPE)
            .entity(problem.withCorrelationId(RequestCorrelation.idOf(routing)));
    if (problem.asksForToken()) {
      challengeCaller(answer, problem.status());
    }
    return finish(answer, problem.retryAfter());
  }

  private static Response finish(Response.ResponseBuilder answer, Duration retryAfter) {
    answer.header(HttpHeaders.CACHE_CONTROL, "no-store");
    if (retryAfter != null) {
      answer.header(HttpHeaders.RETRY_AFTER, Math.max(1, retryAfter.toSeconds()));
    }
    return answer.build();
  }

  private Response plain(Response refused) {
    if (refused.getStatus() >= SERVER_ERROR) {
      return isOAuth() ? oauth(OAuthError.unknown()) : problem(Problem.unknown());
    }
    String title = refused.getStatusInfo().getReasonPhrase();
    Response.ResponseBuilder answer = Response.fromResponse(refused);
    if (isOAuth()) {
      return answer
          .type(MediaType.APPLICATION_JSON)
          .entity(OAuthError.http(refused.getStatus(), title))
          .build();
    }
    return answer
        .type(Problem.MEDIA_TYPE)
        .entity(
            Problem.http(refused.getStatus(), title)
                .withCorrelationId(RequestCorrelation.idOf(routing)))
        .build();
  }

  private boolean isOAuth() {
    return Audience.of(path()) == Audience.CLIENT;
  }

  private String path() {
    return routing.normalizedPath();
  }

  private static String rootOf(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root.getClass().getSimpleName();
  }

  private static String describe(ConstraintViolation<?> violation) {
    String path = violation.getPropertyPath().toString();
    return path.substring(path.lastIndexOf('.') + 1) + " " + violation.getMessage();
  }
}
