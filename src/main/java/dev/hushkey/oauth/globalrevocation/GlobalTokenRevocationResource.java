package dev.hushkey.oauth.globalrevocation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.caller.Caller;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.Revocations;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.sessions.SessionEnding;
import dev.hushkey.wire.QuarkusSettings;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * The Global Token Revocation endpoint. Its callers have a role of their own, which opens no other
 * door (docs/adr/0073).
 */
@Path(GlobalTokenRevocationResource.PATH)
@Tag(name = "Revocation")
@RolesAllowed("security-tool")
@SecurityRequirement(name = "security-tool")
public class GlobalTokenRevocationResource {

  /** Where it is; our metadata says so, too. */
  public static final String PATH = "/v1/global-token-revocation";

  private static final Revocation.Cause WHY = Revocation.Cause.of("global token revocation");

  private final Revocations revocations;
  private final SessionEnding sessions;
  private final KnownUsers users;
  private final Caller caller;
  private final String realm;

  @Inject
  GlobalTokenRevocationResource(
      Revocations revocations,
      SessionEnding sessions,
      KnownUsers users,
      Caller caller,
      QuarkusSettings settings) {
    this.revocations = revocations;
    this.sessions = sessions;
    this.users = users;
    this.caller = caller;
    this.realm = settings.oidc().authServerUrl().toString();
  }

  /** Section 3.2 of the draft. */
  @Schema(name = "GlobalTokenRevocationRequest", requiredProperties = "sub_id")
  public record Request(
      @JsonProperty("sub_id") @Schema(ref = "SubjectIdentifier") JsonNode subjectIdentifier) {}

  /**
   * It is in force for whoever the identifier may mean before it is said whether we know them: a
   * consent that is under way leaves no trace yet, and must not become a link afterwards.
   */
  @POST
  @Operation(
      operationId = "revokeUser",
      summary = "End all tokens of a user, and make them log in again",
      description =
          "draft-parecki-oauth-global-token-revocation-06, for identity providers and security"
              + " tools. In force when the answer arrives, also with 404 and 422.")
  @APIResponse(responseCode = "204", description = "Every token of the user is over")
  @APIResponse(responseCode = "404", ref = "NotFound")
  @APIResponse(responseCode = "422", ref = "NotLoggedOut")
  public Uni<RestResponse<Void>> revoke(Request request) {
    if (request == null) {
      throw FailureException.malformed("body", "a JSON object is needed");
    }
    SubjectIdentifier subject = SubjectIdentifier.read(request.subjectIdentifier());
    if (subject.issuer().filter(issuer -> !issuer.equals(realm)).isPresent()) {
      throw unknown();
    }
    UserId user = subject.user();
    return revocations
        .revoke(new RevocationScope.OfUser(user, Optional.empty()), WHY, caller.actor(), true)
        .chain(() -> users.has(user))
        .invoke(known -> requireAll(known, user))
        .replaceWith(RestResponse::noContent);
  }

  private void requireAll(boolean known, UserId user) {
    if (!known) {
      throw unknown();
    }
    if (!sessions.reaches(user)) {
      throw new FailureException(new Failure.NotLoggedOut());
    }
  }

  private static FailureException unknown() {
    return new FailureException(new Failure.NotFound("user"));
  }
}
