package dev.hushkey.handout;

import dev.hushkey.audit.Actor;
import dev.hushkey.caller.Caller;
import dev.hushkey.handout.decision.Batch;
import dev.hushkey.handout.decision.HandoutMeters;
import dev.hushkey.handout.decision.Question;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The camera backend gets the assistant's tokens of one user, for one device and one action. */
@Path("/v1/handouts")
@Tag(name = "Hand-out")
@RolesAllowed("camera-backend")
@SecurityRequirement(name = "camera-backend")
public class HandoutResource {

  private final Handouts handouts;
  private final HandoutMeters meters;
  private final Caller caller;

  @Inject
  HandoutResource(Handouts handouts, HandoutMeters meters, Caller caller) {
    this.handouts = handouts;
    this.meters = meters;
    this.caller = caller;
  }

  /**
   * Hands out tokens. Not cancelled when the caller hangs up: a refresh that has begun must be
   * stored, or the rotated token is lost.
   */
  @POST
  @Cancellable(false)
  @Operation(
      operationId = "handOut",
      summary = "Get the assistant's tokens of one user, for one device and one action",
      description =
          "Decided now, by current ownership, links, device grants and cut-offs. A user may have"
              + " several links with one assistant: each that allows it is in `handouts`, with the"
              + " identity that it was decided for; compare that with what you asked, and do not"
              + " cache the answer. Each other living link is in `withheld`, with the reason. If"
              + " `handouts` would be empty, the answer is a 403 with the `reason` of the link that"
              + " came closest, or a 503 if a link allows it but its token cannot be had now.")
  @APIResponseSchema(HandoutAnswer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<RestResponse<HandoutAnswer>> handOut(HandoutRequest body) {
    Question question = HandoutRequest.read(body);
    return handOut(body, question, caller.actor()).map(HandoutResource::toResponse);
  }

  private Uni<HandoutAnswer> handOut(HandoutRequest body, Question question, Actor actor) {
    return meters
        .handouts(handouts.handOut(question, body.onlyLink(), actor), HandoutAnswer::outcome)
        .map(answer -> answer.withNonce(body.nonce()));
  }

  /** Hands out the tokens of many users; as above, for each question. */
  @POST
  @Path("/batch")
  @Cancellable(false)
  @Operation(
      operationId = "handOutBatch",
      summary = "Get the assistant's tokens for many questions at once",
      description =
          "For a backend to which many cameras come back at once: 1 to 500 questions. Each is decided"
              + " on its own, as if it had come alone, and has its own result, in the order of the"
              + " questions: what was asked, a `status`, and either the `answer` or the `problem` that"
              + " the single request would get with that status. The whole request is refused only"
              + " when it is malformed; nothing was decided then.")
  @APIResponseSchema(HandoutBatchAnswer.class)
  public Uni<RestResponse<HandoutBatchAnswer>> handOutAll(HandoutBatchRequest body) {
    List<HandoutBatchRequest.Asked> asked = HandoutBatchRequest.read(body);
    Actor actor = caller.actor();
    return Batch.each(
            asked,
            one ->
                handOut(one.request(), one.question(), actor)
                    .map(answer -> HandoutBatchAnswer.Result.of(one.request(), answer)),
            (one, problem) -> HandoutBatchAnswer.Result.of(one.request(), problem))
        .map(HandoutBatchAnswer::new)
        .map(HandoutResource::toResponse);
  }

  private static <T> RestResponse<T> toResponse(T answer) {
    return ResponseBuilder.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
