package dev.hushkey.alexa.applink;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hushkey.secret.SecretText;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The user declined at Amazon. */
@Schema(requiredProperties = "state")
public record AppLinkCancellation(@Schema(ref = "AttemptState") SecretText state) {

  /** From JSON; an empty text counts as missing. */
  @JsonCreator
  static AppLinkCancellation of(@JsonProperty("state") String state) {
    return new AppLinkCancellation(Fields.secret(state));
  }
}
