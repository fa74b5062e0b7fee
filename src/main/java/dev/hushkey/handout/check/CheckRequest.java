package dev.hushkey.handout.check;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hushkey.failure.FailureException;
import dev.hushkey.handout.decision.Nonce;
import dev.hushkey.handout.decision.Required;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.secret.SecretText;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A check requested by the skill.
 *
 * @param token the bearer token that the assistant sent with a directive
 * @param nonce comes back in the answer; null if the caller sends none
 */
@Schema(requiredProperties = {"token", "device", "action"})
public record CheckRequest(
    SecretText token,
    DeviceId device,
    Action action,
    @Schema(minLength = 1, maxLength = 64, pattern = Nonce.PATTERN) String nonce) {

  private static final int MAX_TOKEN = 8192;

  /** From JSON; an empty token counts as missing. */
  @JsonCreator
  static CheckRequest of(
      @JsonProperty("token") String token,
      @JsonProperty("device") DeviceId device,
      @JsonProperty("action") Action action,
      @JsonProperty("nonce") String nonce) {
    SecretText secret = token == null || token.isEmpty() ? null : SecretText.of(token);
    return new CheckRequest(secret, device, action, nonce);
  }

  /**
   * The complete request.
   *
   * @throws FailureException that names the missing field or too long
   */
  public static CheckRequest read(CheckRequest body) {
    Required.field("body", body);
    Required.field("token", body.token());
    Required.field("device", body.device());
    Required.field("action", body.action());
    Nonce.read(body.nonce());
    if (body.token().reveal().length() > MAX_TOKEN) {
      throw FailureException.malformed("token", "must have at most " + MAX_TOKEN + " characters");
    }
    return body;
  }
}
