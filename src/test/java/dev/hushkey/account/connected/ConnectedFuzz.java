package dev.hushkey.account.connected;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.fuzz.FormText;
import dev.hushkey.fuzz.Refusals;

/** The page of connected assistants. */
public final class ConnectedFuzz {

  /** The submitted form. */
  public static void assistantsForm(String input) {
    Refusals.read(() -> AssistantsForm.read(FormText.parse(input)))
        .ifPresent(form -> assertThat(form.csrf()).isNotNull());
  }

  private ConnectedFuzz() {}
}
