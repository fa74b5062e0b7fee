package dev.hushkey.alexa.applink;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hushkey.secret.SecretText;

/** The person said no at Amazon. */
public record AppLinkCancellation(SecretText state) {

  /** From JSON; an empty text counts as missing. */
  @JsonCreator
  static AppLinkCancellation of(@JsonProperty("state") String state) {
    return new AppLinkCancellation(Fields.secret(state));
  }
}
