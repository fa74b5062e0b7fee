package dev.hushkey.handout.check;

import dev.hushkey.audit.Actor;
import dev.hushkey.caller.Caller;
import dev.hushkey.handout.decision.Batch;
import dev.hushkey.handout.decision.HandoutMeters;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The skill asks what an assistant's bearer token allows. */
@Path("/v1/checks")
@Tag(name = "Hand-out")
@RolesAllowed("skill")
@SecurityRequirement(name = "skill")
public class CheckResource {

  private final Checks checks;
  private final HandoutMeters meters;
  private final Caller caller;

  @Inject
  CheckResource(Checks checks, HandoutMeters meters, Caller caller) {
    this.checks = checks;
    this.meters = meters;
    this.caller = caller;
  }

  /** Both results are status 200: the question was decided. */
  @POST
  @Operation(
      operationId = "check",
      summary = "Check whether a bearer token may act on a device now",
      description =
          "Decided now, by current ownership, link, device grant and cut-offs. Do not cache the"
              + " answer.")
  public Uni<RestResponse<CheckAnswer>> check(CheckRequest body) {
    CheckRequest request = CheckRequest.read(body);
    return check(request, caller.actor()).map(CheckResource::toResponse);
  }

  private Uni<CheckAnswer> check(CheckRequest request, Actor actor) {
    return meters.checks(checks.check(request, actor), CheckAnswer::outcome);
  }

  /** The same for many questions. */
  @POST
  @Path("/batch")
  @Operation(
      operationId = "checkBatch",
      summary = "Check many bearer tokens and devices at once",
      description =
          "1 to 500 questions. Each is decided on its own, as if it had come alone, and has its own"
              + " result, in the order of the questions: the device and action that were asked about,"
              + " a `status`, and either the `answer` or the `problem` that the single request would"
              + " get with that status. The whole request is refused only when it is malformed;"
              + " nothing was decided then.")
  public Uni<RestResponse<CheckBatchAnswer>> checkAll(CheckBatchRequest body) {
    List<CheckRequest> asked = CheckBatchRequest.read(body);
    Actor actor = caller.actor();
    return Batch.each(
            asked,
            one -> check(one, actor).map(answer -> CheckBatchAnswer.Result.of(one, answer)),
            CheckBatchAnswer.Result::of)
        .map(CheckBatchAnswer::new)
        .map(CheckResource::toResponse);
  }

  private static <T> RestResponse<T> toResponse(T answer) {
    return ResponseBuilder.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
