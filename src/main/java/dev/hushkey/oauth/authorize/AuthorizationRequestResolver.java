package dev.hushkey.oauth.authorize;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.oauth.request.AuthorizationDetailsJson;
import dev.hushkey.oauth.request.PackedQuery;
import dev.hushkey.oauth.request.Query;
import dev.hushkey.oauth.request.RequestParameters;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Resolves the authorization requests that browsers bring: entirely in the address, or as the
 * {@code request_uri} of a pushed one (RFC 9126 §4). Of the latter, only the pushed parameters
 * count; others in the address are ignored.
 */
@Singleton
public class AuthorizationRequestResolver {

  /**
   * Bounded by the size of a cookie in browsers (4096 bytes): during the log-in the whole address
   * is inside one, packed and encrypted. A pushed request has no such bound.
   */
  private static final int MAX_IN_ADDRESS = 1536;

  private final Assistants assistants;
  private final AuthorizationRequests requests;
  private final PushedRequests pushedRequests;
  private final AuthorizationResponses responses;

  @Inject
  AuthorizationRequestResolver(
      Assistants assistants,
      AuthorizationRequests requests,
      PushedRequests pushedRequests,
      AuthorizationResponses responses) {
    this.assistants = assistants;
    this.requests = requests;
    this.pushedRequests = pushedRequests;
    this.responses = responses;
  }

  /** Reads a request that arrives at the authorization endpoint. */
  public Uni<AuthorizationReading> arriving(RequestParameters parameters) {
    return read(parameters, pushedRequests::open);
  }

  /** Reads a request that was accepted there, on the pages that follow. */
  public Uni<AuthorizationReading> underway(RequestParameters parameters) {
    return read(parameters, pushedRequests::find);
  }

  private interface Finding {
    Uni<Optional<PushedRequests.Found>> find(AssistantId assistant, RequestUri uri);
  }

  private Uni<AuthorizationReading> read(RequestParameters given, Finding finding) {
    return PackedQuery.unpack(given)
        .map(parameters -> readUnpacked(parameters, finding))
        .orElseGet(
            () -> Uni.createFrom().item(new AuthorizationReading.ErrorPage(PackedQuery.PARAMETER)));
  }

  private Uni<AuthorizationReading> readUnpacked(RequestParameters parameters, Finding finding) {
    Optional<RequestUri> uri =
        parameters
            .findQuietly(RequestUri.PARAMETER, RequestParameters.MAX_NAME)
            .flatMap(RequestUri::parse);
    return uri.isPresent()
        ? readPushed(parameters, uri.get(), finding)
        : Uni.createFrom().item(() -> judge(requests.read(parameters)));
  }

  private Uni<AuthorizationReading> readPushed(
      RequestParameters parameters, RequestUri uri, Finding finding) {
    Optional<Assistant> assistant =
        parameters
            .findQuietly("client_id", RequestParameters.MAX_NAME)
            .flatMap(assistants::byClientId);
    if (assistant.isEmpty()) {
      return Uni.createFrom().item(new AuthorizationReading.ErrorPage("client_id"));
    }
    return finding
        .find(assistant.get().id(), uri)
        .map(
            found ->
                found
                    .map(
                        pushed ->
                            requests
                                .read(Query.parse(pushed.query()))
                                .pushedAs(uri)
                                .answeredIf(pushed.answered()))
                    .orElseGet(() -> new AuthorizationReading.ErrorPage(RequestUri.PARAMETER)));
  }

  private AuthorizationReading judge(AuthorizationReading reading) {
    if (!(reading instanceof AuthorizationReading.Valid(AuthorizationRequest request))) {
      return reading;
    }
    if (request.assistant().client().requirePushedAuthorizationRequests()) {
      return refused(request, "push the request first, at /oauth2/par (RFC 9126)");
    }
    return lengthInAddress(request) > MAX_IN_ADDRESS
        ? refused(
            request, "state and authorization_details are too long: push the request (RFC 9126)")
        : reading;
  }

  private static int lengthInAddress(AuthorizationRequest request) {
    return request.state().map(String::length).orElse(0)
        + request.details().map(AuthorizationDetailsJson::write).map(String::length).orElse(0);
  }

  private AuthorizationReading refused(AuthorizationRequest request, String why) {
    return responses.refusal(request.redirectUri(), request.state(), "invalid_request", why);
  }
}
