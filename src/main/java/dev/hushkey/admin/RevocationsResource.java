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
import dev.hushkey.revocation.Revocations;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.Selection;
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
   * What to revoke: exactly one of everything, a link, a user, a device, an assistant, or a list;
   * users or a device may be narrowed to one assistant.
   */
  @Schema(
      name = "RevocationSelector",
      description =
          "What to revoke: exactly one of everything, link, user, device, listed, or assistant"
              + " alone. A user, listed users or a device may be narrowed to one assistant.",
      minProperties = 1)
  public record Selector(
      Boolean everything,
      AssistantId assistant,
      UserId user,
      LinkId link,
      DeviceId device,
      Listed listed) {}

  /**
   * A list of one kind. The others may be empty, which is how many clients write what is absent; in
   * an object of their own, no empty list can turn into the revocation of a whole assistant.
   *
   * @param leakedTokens ends the links of those that are ours and can still do harm
   */
  @Schema(
      name = "RevocationList",
      description = "Exactly one list that is not empty.",
      minProperties = 1)
  public record Listed(
      @Schema(
              description = "All links of these users; of one assistant, if named.",
              maxItems = Selection.MAX)
          List<UserId> users,
      @Schema(description = "These links.", maxItems = Selection.MAX) List<LinkId> links,
      @Schema(
              description =
                  "Hashes of tokens that leaked, or the ids of signed ones; never the tokens. Ends"
                      + " the links of those that are ours and can still do harm.",
              maxItems = Selection.MAX)
          List<TokenName> leakedTokens) {

    /** Absent is empty. */
    public Listed {
      users = members("users", users);
      links = members("links", links);
      leakedTokens = members("leakedTokens", leakedTokens);
    }

    private static <T> List<T> members(String member, List<T> listed) {
      if (listed == null) {
        return List.of();
      }
      if (listed.size() > Selection.MAX || listed.contains(null)) {
        throw new IllegalArgumentException(
            member + " must be a list of at most " + Selection.MAX + ", none of them null");
      }
      return listed;
    }

    boolean isOne() {
      return Stream.of(users, links, leakedTokens).filter(list -> !list.isEmpty()).count() == 1;
    }
  }

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
    return selector.listed() == null || selector.listed().leakedTokens().isEmpty()
        ? revoke(selection(selector), request)
        : revokeLeaked(selector.listed().leakedTokens(), request);
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

  private Uni<RevocationAnswer> revoke(Selection selection, Request request) {
    AssistantId assistant = request.selector().assistant();
    Uni<Void> known =
        assistant == null ? Uni.createFrom().voidItem() : assistants.requireKnown(assistant);
    Actor actor = caller.actor();
    if (request.dryRun()) {
      Reason.checkOptional(request.reason());
      return known
          .chain(() -> revocations.count(selection, actor))
          .map(extent -> RevocationAnswer.of(selection, extent));
    }
    String reason = Reason.require(request.reason());
    return known
        .chain(() -> revocations.revoke(selection, reason, actor, request.endSessions()))
        .map(revocation -> RevocationAnswer.of(selection, revocation));
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
        Stream.of(selector.user(), selector.link(), selector.device(), selector.listed())
                .filter(subject -> subject != null)
                .count()
            + (everything ? 1 : 0);
    if (subjects > 1 || (subjects == 0 && selector.assistant() == null)) {
      throw FailureException.malformed(
          "selector", "must name one of everything, assistant, user, link, device, listed");
    }
    Listed listed = selector.listed();
    if (listed != null && !listed.isOne()) {
      throw FailureException.malformed(
          "selector.listed", "must have one of users, links, leakedTokens that is not empty");
    }
    boolean narrowable =
        selector.user() != null
            || selector.device() != null
            || listed != null && !listed.users().isEmpty();
    if (selector.assistant() != null && subjects == 1 && !narrowable) {
      throw FailureException.malformed(
          "selector", "assistant can only be combined with user, device or listed users");
    }
    return selector;
  }

  private static Selection selection(Selector selector) {
    Listed listed = selector.listed();
    if (listed == null) {
      return new Selection.Rule(scope(selector));
    }
    return listed.links().isEmpty()
        ? new Selection.OfUsers(listed.users(), Optional.ofNullable(selector.assistant()))
        : new Selection.OfLinks(listed.links());
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
