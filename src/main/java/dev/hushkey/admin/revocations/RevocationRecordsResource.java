package dev.hushkey.admin.revocations;

import dev.hushkey.admin.PathIds;
import dev.hushkey.caller.Caller;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.Revocation;
import dev.hushkey.revocation.RevocationRecords;
import dev.hushkey.revocation.approval.RevocationRequest;
import dev.hushkey.revocation.approval.RevocationRequests;
import dev.hushkey.revocation.relink.Relinks;
import dev.hushkey.transitkeys.Shredding;
import dev.hushkey.transitkeys.Shreddings;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shows revocations and their background work, and lets that work rest. */
@Path("/v1/revocations")
@Tag(name = "Revocation")
@RolesAllowed("admin")
@SecurityRequirement(name = "admin")
public class RevocationRecordsResource {

  private static final String DEFAULT_PAGE = "20";
  private static final int MAX_PAGE = 100;

  private final RevocationRecords records;
  private final Relinks counts;
  private final RevocationRequests requests;
  private final Shreddings shreddings;
  private final Caller caller;

  @Inject
  RevocationRecordsResource(
      RevocationRecords records,
      Relinks counts,
      RevocationRequests requests,
      Shreddings shreddings,
      Caller caller) {
    this.requests = requests;
    this.shreddings = shreddings;
    this.records = records;
    this.counts = counts;
    this.caller = caller;
  }

  @GET
  @Operation(
      operationId = "listRevocations",
      summary = "List revocations, the newest first, page by page")
  public Uni<RevocationPage> list(
      @QueryParam("unfinished")
          @Parameter(
              description = "Only those whose background work is not done",
              schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
          String unfinished,
      @QueryParam("after")
          @Parameter(
              description = "The `next` of the page before",
              schema = @Schema(ref = "RevocationId"))
          String after,
      @QueryParam("limit")
          @Parameter(
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      defaultValue = DEFAULT_PAGE,
                      format = "int32",
                      minimum = "1",
                      maximum = "" + MAX_PAGE))
          String limit) {
    boolean onlyUnfinished =
        PathIds.find("unfinished", unfinished, RevocationRecordsResource::flag).orElse(false);
    Optional<RevocationId> last = PathIds.find("after", after, RevocationId::from);
    int size =
        PathIds.read(
            "limit",
            Objects.requireNonNullElse(limit, DEFAULT_PAGE),
            text -> PathIds.pageSize(text, MAX_PAGE));
    Uni<List<RevocationRequest>> waiting =
        last.isPresent() ? Uni.createFrom().item(List.of()) : requests.waiting();
    return waiting.chain(
        first ->
            records
                .list(new RevocationRecords.Page(!onlyUnfinished, last, size + 1))
                .map(found -> RevocationPage.of(first, found, size)));
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  @GET
  @Path("{revocation}")
  @Operation(
      operationId = "showRevocation",
      summary = "Show a revocation and how far its background work is",
      description = "On request also how many have linked again since, which takes longer.")
  @APIResponseSchema(RevocationAnswer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<RevocationAnswer> show(
      @PathParam("revocation") @Parameter(schema = @Schema(ref = "RevocationId")) String revocation,
      @QueryParam("relinks")
          @Parameter(
              description = "Also count who has linked again",
              schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
          String relinks) {
    RevocationId id = id(revocation);
    boolean counted =
        PathIds.find("relinks", relinks, RevocationRecordsResource::flag).orElse(false);
    return requests
        .find(id)
        .chain(
            asked ->
                asked
                    .filter(request -> request.state() != RevocationRequest.State.APPROVED)
                    .map(request -> Uni.createFrom().item(RevocationAnswer.of(request)))
                    .orElseGet(() -> inForce(id, counted)));
  }

  private Uni<RevocationAnswer> inForce(RevocationId id, boolean counted) {
    Uni<Revocation> found = records.require(id);
    return found.chain(
        revocation -> shreddings.of(id).chain(shred -> answer(revocation, shred, counted)));
  }

  private Uni<RevocationAnswer> answer(
      Revocation revocation, List<Shredding> shred, boolean counted) {
    return counted
        ? counts
            .of(revocation.id(), revocation.instants().madeAt())
            .map(figures -> RevocationAnswer.of(revocation, shred, figures))
        : Uni.createFrom().item(RevocationAnswer.of(revocation, shred));
  }

  @POST
  @Path("{revocation}/pause")
  @Operation(
      operationId = "pauseRevocation",
      summary = "Let the background work of a revocation rest",
      description =
          "What is revoked stays revoked: only the clean-up rests, and with it log-outs, until it is"
              + " resumed. Nothing changes where it rests already or is finished.")
  @APIResponseSchema(RevocationAnswer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<RevocationAnswer> pause(
      @PathParam("revocation") @Parameter(schema = @Schema(ref = "RevocationId"))
          String revocation) {
    return records.pause(id(revocation), caller.actor()).map(RevocationAnswer::of);
  }

  @POST
  @Path("{revocation}/resume")
  @Operation(
      operationId = "resumeRevocation",
      summary = "Go on with the background work of a revocation")
  @APIResponseSchema(RevocationAnswer.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<RevocationAnswer> resume(
      @PathParam("revocation") @Parameter(schema = @Schema(ref = "RevocationId"))
          String revocation) {
    return records.resume(id(revocation), caller.actor()).map(RevocationAnswer::of);
  }

  private static RevocationId id(String revocation) {
    return PathIds.read("revocation", revocation, RevocationId::from);
  }
}
