package dev.hushkey.admin;

import dev.hushkey.audit.Actor;
import dev.hushkey.caller.Caller;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.FormerAssistants;
import dev.hushkey.revocation.LeakedTokens;
import dev.hushkey.revocation.RevocationScope;
import dev.hushkey.revocation.Revocations;
import dev.hushkey.revocation.sessions.SessionEnding;
import dev.hushkey.secret.TokenName;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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
  private final Caller caller;

  @Inject
  RevocationsResource(
      Revocations revocations,
      LeakedTokens leakedTokens,
      FormerAssistants assistants,
      SessionEnding sessions,
      Caller caller) {
    this.revocations = revocations;
    this.leakedTokens = leakedTokens;
    this.assistants = assistants;
    this.sessions = sessions;
    this.caller = caller;
  }

  /**
   * What to revoke: exactly one of everything, a link, a user, a device, an assistant, or a list of
   * leaked tokens; a user or a device may be narrowed to one assistant.
   *
   * @param leakedTokens ends the links of those that are ours and can still do harm
   */
  @Schema(
      name = "RevocationSelector",
      description =
          "What to revoke: exactly one of everything, link, user, device, leakedTokens, or assistant"
              + " alone. A user or a device may be narrowed to one assistant.",
      minProperties = 1)
  public record Selector(
      Boolean everything,
      AssistantId assistant,
      UserId user,
      LinkId link,
      DeviceId device,
      @Schema(
              description =
                  "Hashes of tokens that leaked, or the ids of signed ones; never the tokens. Ends"
                      + " the links of those that are ours and can still do harm.",
              minItems = 1,
              maxItems = LeakedTokens.MAX)
          List<TokenName> leakedTokens) {}

  /**
   * A revocation, or a dry run of one.
   *
   * @param reason recorded in the audit trail; at most 500 characters
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
      @Schema(description = "Count only", defaultValue = "false") boolean dryRun,
      @Schema(description = "Also log these users out at Keycloak", defaultValue = "false")
          boolean endSessions) {}

  @POST
  @Operation(
      operationId = "revoke",
      summary = "Revoke a set of links, or count what would be revoked",
      description =
          "In force when the answer arrives, whatever the size of the set; rows are cleaned up in"
              + " the background.")
  @APIResponseSchema(RevocationAnswer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<RevocationAnswer> revoke(Request request) {
    if (request == null) {
      throw FailureException.malformed("body", "a JSON object is needed");
    }
    Selector selector = require(request.selector());
    if (request.endSessions()) {
      sessions.require();
    }
    return selector.leakedTokens() == null
        ? revoke(scope(selector), request)
        : revokeLeaked(tokens(selector.leakedTokens()), request);
  }

  private Uni<RevocationAnswer> revokeLeaked(List<TokenName> tokens, Request request) {
    Actor actor = caller.actor();
    if (request.dryRun()) {
      Reason.checkOptional(request.reason());
      return leakedTokens.count(tokens, actor).map(matches -> RevocationAnswer.of(tokens, matches));
    }
    String reason = Reason.require(request.reason());
    return leakedTokens
        .revoke(tokens, reason, actor, request.endSessions())
        .map(ended -> RevocationAnswer.of(tokens, ended));
  }

  private static List<TokenName> tokens(List<TokenName> listed) {
    if (listed.isEmpty() || listed.size() > LeakedTokens.MAX || listed.contains(null)) {
      throw FailureException.malformed(
          "selector.leakedTokens",
          "must be a list of 1 to " + LeakedTokens.MAX + " hashes or ids of tokens");
    }
    return listed;
  }

  private Uni<RevocationAnswer> revoke(RevocationScope scope, Request request) {
    AssistantId assistant = request.selector().assistant();
    Uni<Void> known =
        assistant == null ? Uni.createFrom().voidItem() : assistants.requireKnown(assistant);
    Actor actor = caller.actor();
    if (request.dryRun()) {
      Reason.checkOptional(request.reason());
      return known
          .chain(() -> revocations.count(scope, actor))
          .map(extent -> RevocationAnswer.of(scope, extent));
    }
    String reason = Reason.require(request.reason());
    return known
        .chain(() -> revocations.revoke(scope, reason, actor, request.endSessions()))
        .map(RevocationAnswer::of);
  }

  @GET
  @Path("{revocation}")
  @Operation(
      operationId = "showRevocation",
      summary = "Show a revocation and how far its background work is")
  @APIResponseSchema(RevocationAnswer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<RevocationAnswer> show(
      @PathParam("revocation") @Parameter(schema = @Schema(ref = "RevocationId"))
          String revocation) {
    return revocations
        .require(PathIds.read("revocation", revocation, RevocationId::from))
        .map(RevocationAnswer::of);
  }

  private static Selector require(Selector selector) {
    if (selector == null) {
      throw FailureException.malformed("selector", "is missing");
    }
    boolean everything = Boolean.TRUE.equals(selector.everything());
    long subjects =
        Stream.of(selector.user(), selector.link(), selector.device(), selector.leakedTokens())
                .filter(subject -> subject != null)
                .count()
            + (everything ? 1 : 0);
    if (subjects > 1 || (subjects == 0 && selector.assistant() == null)) {
      throw FailureException.malformed(
          "selector", "must name one of everything, assistant, user, link, device, leakedTokens");
    }
    if (selector.assistant() != null
        && subjects == 1
        && selector.user() == null
        && selector.device() == null) {
      throw FailureException.malformed(
          "selector", "assistant can only be combined with user or device");
    }
    return selector;
  }

  private static RevocationScope scope(Selector selector) {
    Optional<AssistantId> assistant = Optional.ofNullable(selector.assistant());
    if (Boolean.TRUE.equals(selector.everything())) {
      return new RevocationScope.Everything();
    }
    if (selector.link() != null) {
      return new RevocationScope.OfLink(selector.link());
    }
    if (selector.user() != null) {
      return new RevocationScope.OfUser(selector.user(), assistant);
    }
    if (selector.device() != null) {
      return new RevocationScope.OfDevice(selector.device(), assistant);
    }
    return new RevocationScope.OfAssistant(selector.assistant());
  }
}
