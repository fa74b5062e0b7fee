package dev.hushkey.admin;

import dev.hushkey.audit.Actor;
import dev.hushkey.caller.Caller;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.revocation.FormerAssistants;
import dev.hushkey.revocation.LeakedTokens;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.Revocations;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.revocation.selection.Selector;
import dev.hushkey.revocation.sessions.SessionEnding;
import dev.hushkey.secret.TokenName;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Ends any set of links at once. */
@Path("/v1/revocations")
@Tag(name = "Revocation")
@RolesAllowed("admin")
@SecurityRequirement(name = "admin")
public class RevocationsResource {

  private final Revocations revocations;
  private final LeakedTokens leakedTokens;
  private final FormerAssistants assistants;
  private final SessionEnding sessions;
  private final Causes causes;
  private final Caller caller;

  @Inject
  RevocationsResource(
      Revocations revocations,
      LeakedTokens leakedTokens,
      FormerAssistants assistants,
      SessionEnding sessions,
      Causes causes,
      Caller caller) {
    this.revocations = revocations;
    this.leakedTokens = leakedTokens;
    this.assistants = assistants;
    this.sessions = sessions;
    this.causes = causes;
    this.caller = caller;
  }

  /**
   * A revocation, or a dry run of one.
   *
   * @param reason recorded in the audit trail; at most 500 characters
   * @param ticket where the incident is written down; at most 100 characters
   * @param dryRun count only
   * @param endSessions also log the affected users out at Keycloak
   */
  @Schema(
      name = "RevocationRequest",
      description = "A revocation needs a reason, a dry run does not.",
      requiredProperties = "selector")
  public record Request(
      Selector selector,
      @Schema(ref = "Reason") String reason,
      @Schema(ref = "Ticket") String ticket,
      @Schema(description = "Count only", defaultValue = "false") boolean dryRun,
      @Schema(description = "Also log these users out at Keycloak", defaultValue = "false")
          boolean endSessions) {}

  @POST
  @Operation(
      operationId = "revoke",
      summary = "Revoke a set of links, or count what would be revoked",
      description =
          "In force when the answer arrives, whatever the size of the set; rows are cleaned up in"
              + " the background. A selector that contradicts itself, or names an instant in the"
              + " future, is refused.")
  @APIResponseSchema(RevocationAnswer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<RevocationAnswer> revoke(Request request) {
    if (request == null) {
      throw FailureException.malformed("body", "a JSON object is needed");
    }
    Selection selection = selection(request.selector());
    if (request.endSessions()) {
      sessions.require();
    }
    return selection instanceof Selection.OfLeakedTokens leaked
        ? revokeLeaked(leaked, request)
        : revoke(selection, request);
  }

  private static Selection selection(Selector selector) {
    if (selector == null) {
      throw FailureException.malformed("selector", "is missing");
    }
    return selector.selection();
  }

  private Uni<RevocationAnswer> revokeLeaked(Selection.OfLeakedTokens selection, Request request) {
    Actor actor = caller.actor();
    List<TokenName> tokens = selection.tokens();
    if (request.dryRun()) {
      causes.checkOptional(request.reason(), request.ticket());
      return leakedTokens
          .count(tokens, actor)
          .map(matches -> RevocationAnswer.of(selection, matches));
    }
    Revocation.Cause cause = causes.require(request.reason(), request.ticket());
    return leakedTokens
        .revoke(tokens, cause, actor, request.endSessions())
        .map(ended -> RevocationAnswer.of(selection, ended));
  }

  private Uni<RevocationAnswer> revoke(Selection selection, Request request) {
    AssistantId assistant = request.selector().assistant();
    Uni<Void> known =
        assistant == null ? Uni.createFrom().voidItem() : assistants.requireKnown(assistant);
    Actor actor = caller.actor();
    if (request.dryRun()) {
      causes.checkOptional(request.reason(), request.ticket());
      return known
          .chain(() -> revocations.count(selection, actor))
          .map(extent -> RevocationAnswer.of(selection, extent));
    }
    Revocation.Cause cause = causes.require(request.reason(), request.ticket());
    return known
        .chain(() -> revocations.revoke(selection, cause, actor, request.endSessions()))
        .map(RevocationAnswer::of);
  }
}
