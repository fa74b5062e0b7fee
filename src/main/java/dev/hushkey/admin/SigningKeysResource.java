package dev.hushkey.admin;

import dev.hushkey.caller.Caller;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.keys.SigningKeyInfo;
import dev.hushkey.oauth.keys.SigningKeyRotation;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The keys that sign our tokens. */
@Path("/v1/signing-keys")
@Tag(name = "Signing keys")
@RolesAllowed("admin")
@SecurityRequirement(name = "admin")
public class SigningKeysResource {

  /** A thumbprint, RFC 7638. */
  private static final Pattern KID = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final SigningKeyRotation rotation;
  private final Caller caller;

  @Inject
  SigningKeysResource(SigningKeyRotation rotation, Caller caller) {
    this.rotation = rotation;
    this.caller = caller;
  }

  /** All signing keys, the latest to sign first. */
  @Schema(name = "SigningKeys", requiredProperties = "keys")
  public record Keys(List<SigningKeyInfo> keys) {}

  /**
   * A rotation.
   *
   * @param reason recorded in the audit trail; at most 500 characters
   * @param atOnce sign with the new keys now, before verifiers know them: for a key that has leaked
   */
  @Schema(name = "SigningKeyRotation", requiredProperties = "reason")
  public record Request(
      @Schema(ref = "Reason") String reason,
      @Schema(
              description =
                  "Sign with the new keys now, before verifiers know them: for a key that has leaked",
              defaultValue = "false")
          boolean atOnce) {}

  /**
   * A withdrawal.
   *
   * @param reason recorded in the audit trail; at most 500 characters
   */
  @Schema(
      name = "SigningKeyWithdrawal",
      requiredProperties = {"kid", "reason"})
  public record Withdrawal(
      @Schema(ref = "SigningKeyId") String kid, @Schema(ref = "Reason") String reason) {}

  @GET
  @Operation(
      operationId = "listSigningKeys",
      summary = "List the signing keys, the latest to sign first")
  public Uni<Keys> list() {
    return rotation.list().map(Keys::new);
  }

  @POST
  @Path("rotations")
  @Operation(
      operationId = "rotateSigningKeys",
      summary = "Replace the signing keys, whatever the schedule says",
      description =
          "One new key for each algorithm in use. It is published now, and signs when verifiers have"
              + " had time to fetch it; the old one verifies until its last token has run out.")
  public Uni<Keys> rotate(Request request) {
    if (request == null) {
      throw FailureException.malformed("body", "a JSON object is needed");
    }
    return rotation
        .rotate(caller.actor(), Reason.require(request.reason()), request.atOnce())
        .map(Keys::new);
  }

  @POST
  @Path("withdrawals")
  @Operation(
      operationId = "withdrawSigningKey",
      summary = "Withdraw a signing key that has leaked",
      description =
          "When the answer arrives, no token that it signed counts at this replica, and a second"
              + " later at none. It is gone from its JWKS; who keeps that document accepts the key"
              + " for as long as its `Cache-Control` allows. If it was signing, a new key signs at"
              + " once. Repeating it is safe.")
  @APIResponseSchema(Keys.class)
  @APIResponse(responseCode = "404", ref = "NotFound")
  public Uni<Keys> withdraw(Withdrawal request) {
    if (request == null) {
      throw FailureException.malformed("body", "a JSON object is needed");
    }
    return rotation
        .withdraw(caller.actor(), requireKid(request.kid()), Reason.require(request.reason()))
        .map(Keys::new);
  }

  private static String requireKid(String kid) {
    if (kid == null || !KID.matcher(kid).matches()) {
      throw FailureException.malformed(
          "kid", "must be the id of a key: 43 letters, digits, - and _");
    }
    return kid;
  }
}
