package dev.hushkey.admin;

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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Erases users. */
@Path("/v1/erasures")
@Tag(name = "Revocation")
@RolesAllowed("admin")
public class ErasuresResource {

  private final Erasure erasure;
  private final Caller caller;

  @Inject
  ErasuresResource(Erasure erasure, Caller caller) {
    this.erasure = erasure;
    this.caller = caller;
  }

  /**
   * Whom to erase.
   *
   * @param reason goes on record; at most 500 characters
   */
  public record Erase(UserId user, String reason) {}

  @POST
  @Operation(
      summary = "Erase every token of a user",
      description =
          "Revokes all links of the user, and when the answer arrives nothing is stored that could"
              + " be opened. What backups hold opens until the versions of the keys from before are"
              + " retired.")
  public Uni<RevocationsResource.Answer> erase(Erase request) {
    if (request == null || request.user() == null) {
      throw FailureException.malformed("user", "is missing");
    }
    return erasure
        .erase(request.user(), Reason.require(request.reason()), caller.actor())
        .map(RevocationsResource.Answer::of);
  }
}
