package dev.hushkey.account.consent;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.authorize.AuthorizationCodes;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.oauth.authorize.AuthorizationResponses;
import dev.hushkey.oauth.authorize.PushedRequests;
import dev.hushkey.ownership.Ownerships;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Map;
import java.util.Set;

/** What a user may allow, and what follows from allowing or refusing it. */
@ApplicationScoped
class ConsentDecisions {

  private final Ownerships ownerships;
  private final AuthorizationCodes codes;
  private final PushedRequests pushedRequests;
  private final AuthorizationResponses responses;
  private final AuditTrail audit;

  @Inject
  ConsentDecisions(
      Ownerships ownerships,
      AuthorizationCodes codes,
      PushedRequests pushedRequests,
      AuthorizationResponses responses,
      AuditTrail audit) {
    this.ownerships = ownerships;
    this.codes = codes;
    this.pushedRequests = pushedRequests;
    this.responses = responses;
    this.audit = audit;
  }

  /** The user's devices at this moment, as far as the request asks for them. */
  Uni<ConsentOptions> options(UserId user, AuthorizationRequest request) {
    return ownerships.devicesOf(user).map(devices -> ConsentOptions.of(devices, request));
  }

  /** Issues a code for what the user ticked; emits where the browser goes with it. */
  Uni<URI> approve(UserId user, AuthorizationRequest request, Map<DeviceId, Set<Action>> consent) {
    return options(user, request)
        .invoke(options -> options.requireCovers(consent))
        .chain(() -> codes.issue(user, request, consent))
        .map(code -> responses.code(request, code));
  }

  /** Records the refusal; emits the redirect that reports it to the assistant. */
  Uni<URI> cancel(UserId user, AuthorizationRequest request) {
    return pushedRequests
        .end(request)
        .chain(() -> audit.record(new AuditEvent.ConsentRefused(user, request.assistant().id())))
        .replaceWith(() -> responses.denied(request));
  }
}
