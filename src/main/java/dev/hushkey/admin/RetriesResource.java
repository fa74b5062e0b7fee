package dev.hushkey.admin;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.caller.Caller;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.refresh.RefusedLinks;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lets links be tried again that an assistant refused because of a mistake that is put right. */
@Path("/v1/links/retries")
@Tag(name = "Links")
@RolesAllowed("admin")
@SecurityRequirement(name = "admin")
public class RetriesResource {

  private final RefusedLinks refused;
  private final LinkQueries queries;
  private final Assistants assistants;
  private final Caller caller;

  @Inject
  RetriesResource(RefusedLinks refused, LinkQueries queries, Assistants assistants, Caller caller) {
    this.refused = refused;
    this.queries = queries;
    this.assistants = assistants;
    this.caller = caller;
  }

  /** Which links: all of an assistant, or one. */
  @Schema(
      name = "RetryRequest",
      description = "All refused links of an assistant, or one.",
      requiredProperties = "assistant")
  public record Request(AssistantId assistant, LinkId link) {}

  /** How many links will be tried again. */
  @Schema(
      name = "RetryAnswer",
      description = "How many links will be tried again.",
      requiredProperties = "links")
  public record Answer(
      @Schema(description = "How many were marked or paused and will be tried again", minimum = "0")
          long links) {}

  @POST
  @Operation(
      operationId = "retryLinks",
      summary = "Try links again that the assistant refused",
      description =
          "Links in `NEEDS_RELINK` whose tokens are still stored are active again, and pauses end."
              + " The next hand-out refreshes a link; if the assistant refuses it once more, it is"
              + " marked again.")
  @APIResponseSchema(Answer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<Answer> retry(Request request) {
    if (request == null || request.assistant() == null) {
      throw FailureException.malformed("assistant", "is missing");
    }
    AssistantId assistant = assistants.require(request.assistant()).id();
    return (request.link() == null
            ? refused.tryAgain(assistant, caller.actor())
            : one(assistant, request.link()))
        .map(Answer::new);
  }

  private Uni<Long> one(AssistantId assistant, LinkId link) {
    return queries
        .require(link)
        .invoke(
            found -> {
              if (!found.link().assistant().equals(assistant)) {
                throw new FailureException(new Failure.NotFound("link"));
              }
            })
        .chain(() -> refused.tryAgain(assistant, link, caller.actor()));
  }
}
