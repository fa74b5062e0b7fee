package dev.hushkey.ownership;

import dev.hushkey.audit.Actor;
import dev.hushkey.caller.Caller;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The camera backend reports who owns which device. */
@Path("/v1/devices")
@Tag(name = "Devices")
@RolesAllowed("camera-backend")
@SecurityRequirement(name = "camera-backend")
public class DevicesResource {

  static final int MAX_BATCH = 500;

  private final Ownerships ownerships;
  private final Caller caller;

  @Inject
  DevicesResource(Ownerships ownerships, Caller caller) {
    this.ownerships = ownerships;
    this.caller = caller;
  }

  /** The owner of one device. */
  @Schema(
      name = "DeviceOwner",
      requiredProperties = {"user", "name"})
  public record Owner(
      UserId user, @Schema(ref = "DeviceName") String name, @Schema(ref = "Room") String room) {}

  /** One change of a batch; without a user, the device is removed. */
  @Schema(
      name = "OwnershipChange",
      description = "A device and its owner. Without `user` the device is removed.",
      requiredProperties = "device")
  public record Change(
      DeviceId device,
      UserId user,
      @Schema(ref = "DeviceName") String name,
      @Schema(ref = "Room") String room) {}

  /** A batch of changes, made in one transaction. */
  @Schema(name = "OwnershipChanges", requiredProperties = "changes")
  public record Changes(
      @Schema(minItems = 1, maxItems = MAX_BATCH, description = "Each device once.")
          List<Change> changes) {}

  /** The current state. */
  @Schema(
      description = "Who owns a device now.",
      requiredProperties = {"device", "user", "epoch", "changedHands"})
  public record Ownership(
      DeviceId device,
      @Schema(ref = "OwnerId") UserId user,
      @Schema(description = "Grows with each change of owner") long epoch,
      @Schema(description = "Whether this request changed the owner") boolean changedHands) {
    static Ownership of(OwnershipOutcome outcome) {
      return new Ownership(
          outcome.device(), outcome.owner().orElse(null), outcome.epoch(), outcome.changedHands());
    }
  }

  /** The current state of each device of a batch, ordered by device id. */
  @Schema(requiredProperties = "devices")
  public record OwnershipList(List<Ownership> devices) {}

  @PUT
  @Path("{device}/owner")
  @Operation(
      operationId = "setOwner",
      summary = "Register a device, or hand it to another owner",
      description =
          "Idempotent. A change of owner starts a new epoch and ends the old owner's device grants"
              + " at once.")
  public Uni<Ownership> register(
      @PathParam("device") @Parameter(schema = @Schema(ref = "DeviceId")) String device,
      Owner owner) {
    requireBody(owner);
    return applyOne(change(deviceId(device), owner.user(), owner.name(), owner.room()));
  }

  @DELETE
  @Path("{device}/owner")
  @Operation(
      operationId = "removeOwner",
      summary = "Remove a device from its owner",
      description = "Idempotent.")
  public Uni<Ownership> remove(
      @PathParam("device") @Parameter(schema = @Schema(ref = "DeviceId")) String device) {
    return applyOne(OwnershipChange.remove(deviceId(device)));
  }

  @POST
  @Path("owners")
  @Operation(
      operationId = "changeOwners",
      summary = "Register, hand over and remove many devices in one transaction",
      description = "At most 500. All changes are made, or none.")
  public Uni<OwnershipList> applyAll(Changes wanted) {
    requireBody(wanted);
    List<OwnershipChange> changes = read(wanted.changes());
    return ownerships
        .apply(changes, actor())
        .map(outcomes -> new OwnershipList(outcomes.stream().map(Ownership::of).toList()));
  }

  private Uni<Ownership> applyOne(OwnershipChange change) {
    return ownerships
        .apply(List.of(change), actor())
        .map(outcomes -> Ownership.of(outcomes.getFirst()));
  }

  private static List<OwnershipChange> read(List<Change> wanted) {
    if (wanted == null || wanted.isEmpty() || wanted.size() > MAX_BATCH) {
      throw FailureException.malformed("changes", "must be a list of 1 to " + MAX_BATCH);
    }
    List<OwnershipChange> changes = wanted.stream().map(DevicesResource::read).toList();
    Ownerships.namedTwice(changes)
        .ifPresent(
            device -> {
              throw FailureException.malformed("changes", "names device " + device + " twice");
            });
    return changes;
  }

  private static OwnershipChange read(Change change) {
    if (change == null || change.device() == null) {
      throw FailureException.malformed("changes", "must each name a device");
    }
    return change.user() == null
        ? OwnershipChange.remove(change.device())
        : change(change.device(), change.user(), change.name(), change.room());
  }

  private static OwnershipChange change(DeviceId device, UserId user, String name, String room) {
    if (user == null) {
      throw FailureException.malformed("user", "is missing; to remove a device use DELETE");
    }
    try {
      return OwnershipChange.register(
          device, user, Objects.requireNonNullElse(name, ""), Objects.requireNonNullElse(room, ""));
    } catch (IllegalArgumentException malformed) {
      throw new FailureException(
          new Failure.MalformedRequest("name", malformed.getMessage()), malformed);
    }
  }

  private static DeviceId deviceId(String text) {
    try {
      return new DeviceId(text);
    } catch (IllegalArgumentException malformed) {
      throw new FailureException(
          new Failure.MalformedRequest("device", malformed.getMessage()), malformed);
    }
  }

  private static void requireBody(Object body) {
    if (body == null) {
      throw FailureException.malformed("body", "a JSON object is needed");
    }
  }

  private Actor actor() {
    return caller.actor();
  }
}
