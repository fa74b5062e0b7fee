package dev.hushkey.handout;

import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.decision.Required;
import dev.hushkey.identity.LinkId;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The camera backend's report that a gateway refused a token.
 *
 * @param link of the hand-out
 * @param fingerprint of the token: the first 12 hexadecimal digits of its SHA-256
 * @param status what the gateway answered
 * @param code the gateway's own code, if it gave one
 */
@Schema(
    description = "The camera backend's report that a gateway refused a token.",
    requiredProperties = {"link", "fingerprint", "status"})
public record RefusedTokenReport(
    LinkId link,
    @Schema(ref = "TokenFingerprint") String fingerprint,
    @Schema(description = "The gateway's HTTP status", minimum = "400", maximum = "599")
        Integer status,
    @Schema(
            description = "The gateway's own code, such as `INVALID_ACCESS_TOKEN_EXCEPTION`",
            pattern = "^[A-Z][A-Z0-9_]{0,63}$")
        String code) {

  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{12}");
  private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
  private static final int LEAST_STATUS = 400;
  private static final int HIGHEST_STATUS = 599;

  /**
   * The report, complete and readable: what the gateway said is kept in the audit trail, so it has
   * a fixed form that no token fits.
   *
   * @throws FailureException that names the field
   */
  static RefusedTokenReport read(RefusedTokenReport body) {
    Required.field("body", body);
    Required.field("link", body.link());
    require(
        FINGERPRINT.matcher(Required.field("fingerprint", body.fingerprint())).matches(),
        "fingerprint",
        "must be the first 12 hexadecimal digits of the token's SHA-256, in lower case");
    int status = Required.field("status", body.status());
    require(
        status >= LEAST_STATUS && status <= HIGHEST_STATUS, "status", "must be from 400 to 599");
    require(
        body.code() == null || CODE.matcher(body.code()).matches(),
        "code",
        "must be at most 64 upper-case letters, digits and underscores");
    return body;
  }

  private static void require(boolean holds, String field, String hint) {
    if (!holds) {
      throw FailureException.malformed(field, hint);
    }
  }

  /** For the record. */
  String said() {
    return code == null ? Integer.toString(status) : status + " " + code;
  }
}
