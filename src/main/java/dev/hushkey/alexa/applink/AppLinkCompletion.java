package dev.hushkey.alexa.applink;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.secret.SecretText;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What the app sends when the user is back from Amazon and has allowed devices.
 *
 * @param state as Amazon gave it back
 * @param code Amazon's
 */
@Schema(requiredProperties = {"state", "code", "devices"})
public record AppLinkCompletion(
    @Schema(ref = "AttemptState") SecretText state,
    SecretText code,
    @Schema(minItems = 1, maxItems = 1000, description = "Each device once.")
        List<Device> devices) {

  /** From JSON; an empty text counts as missing. */
  @JsonCreator
  static AppLinkCompletion of(
      @JsonProperty("state") String state,
      @JsonProperty("code") String code,
      @JsonProperty("devices") List<Device> devices) {
    return new AppLinkCompletion(Fields.secret(state), Fields.secret(code), devices);
  }

  /** One device, with what the assistant may do with it. */
  @Schema(
      name = "AppLinkDevice",
      requiredProperties = {"device", "actions"})
  public record Device(DeviceId device, @Schema(minItems = 1) Set<Action> actions) {}
}
