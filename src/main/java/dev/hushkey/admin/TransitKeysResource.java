package dev.hushkey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.caller.Caller;
import dev.hushkey.transitkeys.KeyState;
import dev.hushkey.transitkeys.RewrapProgress;
import dev.hushkey.transitkeys.TransitKeys;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The keys that seal everything. No answer holds a key, or anything sealed. */
@Path("/v1/transit-keys")
@Tag(name = "Transit keys")
@RolesAllowed("admin")
@SecurityRequirement(name = "admin")
@APIResponse(responseCode = "400", ref = "Malformed")
public class TransitKeysResource {

  private final TransitKeys keys;
  private final Caller caller;

  @Inject
  TransitKeysResource(TransitKeys keys, Caller caller) {
    this.keys = keys;
    this.caller = caller;
  }

  /** A version of a key; `living` counts its ciphertexts on living links. */
  @Schema(
      name = "TransitKeyVersion",
      requiredProperties = {"version", "madeAt", "living"})
  public record Version(
      int version,
      Instant madeAt,
      @Schema(description = "Ciphertexts of this version on links that are not revoked")
          long living) {}

  /** How far ciphertexts are moved to the latest version. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "RewrapProgress",
      description = "How far ciphertexts are moved to the latest version; done with `finishedAt`.",
      requiredProperties = {"targetVersion", "rewrapped", "refused", "startedAt"})
  public record Progress(
      int targetVersion, long rewrapped, long refused, Instant startedAt, Instant finishedAt) {

    static Progress of(RewrapProgress progress) {
      return new Progress(
          progress.targetVersion(),
          progress.rewrapped(),
          progress.refused(),
          progress.startedAt(),
          progress.finishedAt().orElse(null));
    }
  }

  /**
   * A key.
   *
   * @param latestVersion seals
   * @param oldestThatOpens older ones can no longer be opened
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(
      name = "TransitKey",
      requiredProperties = {"key", "latestVersion", "oldestThatOpens", "versions"})
  public record Key(
      @Schema(ref = "TransitKeyName") String key,
      @Schema(description = "Seals what is sealed now") int latestVersion,
      @Schema(description = "Ciphertexts of older versions cannot be opened any more")
          int oldestThatOpens,
      List<Version> versions,
      Progress rewrap) {

    static Key of(KeyState state) {
      List<Version> versions =
          state.key().madeAt().entrySet().stream()
              .map(
                  made ->
                      new Version(
                          made.getKey(),
                          made.getValue(),
                          state.living().getOrDefault(made.getKey(), 0L)))
              .toList();
      return new Key(
          state.key().name(),
          state.key().latest(),
          state.key().oldestThatOpens(),
          versions,
          state.rewrap().map(Progress::of).orElse(null));
    }
  }

  /** All keys. */
  @Schema(name = "TransitKeys", requiredProperties = "keys")
  public record All(List<Key> keys) {}

  @GET
  @Operation(
      operationId = "listTransitKeys",
      summary = "List the keys, their versions, and how much is sealed with each")
  @APIResponseSchema(All.class)
  public Uni<All> list() {
    return keys.all().map(states -> new All(states.stream().map(Key::of).toList()));
  }

  @GET
  @Path("{key}")
  @Operation(operationId = "showTransitKey", summary = "Show a key")
  @APIResponseSchema(Key.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<Key> show(
      @PathParam("key") @Parameter(schema = @Schema(ref = "TransitKeyName")) String key) {
    return keys.require(key).map(Key::of);
  }

  @POST
  @Path("{key}/rotations")
  @Operation(
      operationId = "rotateTransitKey",
      summary = "Make a new version of a key",
      description =
          "It seals from now on; what is sealed with older ones is moved to it in the background.")
  @APIResponseSchema(Key.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<Key> rotate(
      @PathParam("key") @Parameter(schema = @Schema(ref = "TransitKeyName")) String key) {
    return keys.rotate(key, caller.actor()).map(Key::of);
  }

  @POST
  @Path("{key}/rewraps")
  @Operation(
      operationId = "rewrap",
      summary = "Move what is sealed with older versions of a key to its latest")
  @APIResponseSchema(Key.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<Key> rewrap(
      @PathParam("key") @Parameter(schema = @Schema(ref = "TransitKeyName")) String key) {
    return keys.rewrap(key, caller.actor()).map(Key::of);
  }
}
