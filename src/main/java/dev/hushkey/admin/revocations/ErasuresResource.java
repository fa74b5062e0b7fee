package dev.hushkey.admin.revocations;

import dev.hushkey.caller.Caller;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.Erasure;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Erases users. */
@Path("/v1/erasures")
@Tag(name = "Revocation")
@RolesAllowed("admin")
@SecurityRequirement(name = "admin")
public class ErasuresResource {

  private final Erasure erasure;
  private final Causes causes;
  private final Caller caller;

  @Inject
  ErasuresResource(Erasure erasure, Causes causes, Caller caller) {
    this.erasure = erasure;
    this.causes = causes;
    this.caller = caller;
  }

  /**
   * Whom to erase.
   *
   * @param reason recorded in the audit trail; at most 500 characters
   * @param ticket where it is written down; needed where the installation says so
   */
  @Schema(
      name = "ErasureRequest",
      requiredProperties = {"user", "reason"})
  public record Erase(
      UserId user, @Schema(ref = "Reason") String reason, @Schema(ref = "Ticket") String ticket) {}

  @POST
  @Operation(
      operationId = "erase",
      summary = "Erase every token of a user",
      description =
          "Revokes all links of the user. When the answer arrives, no token of this user is stored"
              + " any more. Backups can be opened until the key versions of that time are retired.")
  public Uni<RevocationAnswer> erase(Erase request) {
    if (request == null || request.user() == null) {
      throw FailureException.malformed("user", "is missing");
    }
    return erasure
        .erase(request.user(), causes.require(request.reason(), request.ticket()), caller.actor())
        .map(RevocationAnswer::of);
  }
}
