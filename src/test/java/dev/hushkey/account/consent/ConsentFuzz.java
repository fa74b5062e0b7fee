package dev.hushkey.account.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.fuzz.FormText;
import dev.hushkey.fuzz.Refusals;

/** The consent page. */
public final class ConsentFuzz {

  /** The submitted form. */
  public static void consentForm(String input) {
    Refusals.read(() -> ConsentForm.read(FormText.parse(input)))
        .ifPresent(form -> assertThat(form.csrf()).isNotNull());
  }

  private ConsentFuzz() {}
}
