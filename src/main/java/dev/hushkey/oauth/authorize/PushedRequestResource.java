package dev.hushkey.oauth.authorize;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.request.Clients;
import dev.hushkey.oauth.request.RequestParameters;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/**
 * The pushed authorization request endpoint, <a
 * href="https://www.rfc-editor.org/rfc/rfc9126#section-2">RFC 9126 §2</a>.
 */
@Path("/oauth2/par")
@Tag(name = "OAuth")
public class PushedRequestResource {

  private final Clients clients;
  private final AuthorizationRequests requests;
  private final PushedRequests pushedRequests;

  @Inject
  PushedRequestResource(
      Clients clients, AuthorizationRequests requests, PushedRequests pushedRequests) {
    this.clients = clients;
    this.requests = requests;
    this.pushedRequests = pushedRequests;
  }

  /** The answer of §2.2. Anyone with the URI can start the log-in, but only as the same client. */
  @Schema(
      name = "PushedRequest",
      requiredProperties = {"request_uri", "expires_in"})
  record Answer(
      @JsonProperty("request_uri") String requestUri,
      @JsonProperty("expires_in") @Schema(description = "Seconds") long expiresInSeconds) {

    @Override
    public String toString() {
      return "Answer[" + expiresInSeconds + "]";
    }
  }

  /** Checks the request as the authorization endpoint does, and reports errors at once. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  @SecurityRequirement(name = "client")
  @Operation(
      operationId = "push",
      summary = "Push an authorization request",
      description =
          "RFC 9126: the parameters of the authorization endpoint, and client authentication as at"
              + " the token endpoint.")
  @APIResponseSchema(
      value = Answer.class,
      responseCode = "201",
      responseDescription = "The request may begin once, with this `request_uri`")
  public Uni<RestResponse<Answer>> push(
      @Context HttpHeaders headers,
      @RequestBody(ref = "PushedRequestForm") MultivaluedMap<String, String> form) {
    RequestParameters parameters = RequestParameters.of(form);
    return clients
        .authenticate(headers, parameters)
        .chain(client -> push(client, parameters))
        .map(this::answer);
  }

  private Uni<RequestUri> push(Assistant client, RequestParameters parameters) {
    // §2.1: "The request_uri authorization request parameter is one exception, and it MUST NOT be
    // provided."
    if (parameters.has(RequestUri.PARAMETER)) {
      throw FailureException.malformed(RequestUri.PARAMETER, "must not be pushed");
    }
    return pushedRequests.push(requireValid(client, requests.read(parameters)));
  }

  private static AuthorizationRequest requireValid(Assistant client, AuthorizationReading reading) {
    return switch (reading) {
      case AuthorizationReading.Valid valid -> requireOwn(client, valid.request());
      case AuthorizationReading.Answered _ -> throw new IllegalStateException("not pushed yet");
      case AuthorizationReading.ErrorRedirect redirect ->
          throw new FailureException(
              new Failure.PushedRequestRefused(redirect.error(), redirect.why()));
      case AuthorizationReading.ErrorPage page ->
          throw FailureException.malformed(page.parameter(), "is missing or not registered");
    };
  }

  private static AuthorizationRequest requireOwn(Assistant client, AuthorizationRequest request) {
    if (!request.assistant().id().equals(client.id())) {
      throw FailureException.malformed("client_id", "is not the client that authenticated");
    }
    return request;
  }

  private RestResponse<Answer> answer(RequestUri uri) {
    return ResponseBuilder.create(
            RestResponse.Status.CREATED,
            new Answer(uri.value().reveal(), pushedRequests.lifetime().toSeconds()))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
