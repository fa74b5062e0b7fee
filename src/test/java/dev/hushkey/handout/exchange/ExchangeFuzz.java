package dev.hushkey.handout.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.fuzz.FormText;
import dev.hushkey.fuzz.Refusals;

/** Token exchange. */
public final class ExchangeFuzz {

  /** The form of RFC 8693. */
  public static void exchangeRequest(String input) {
    Refusals.read(() -> ExchangeRequest.read(FormText.parse(input), "https://backend.example"))
        .ifPresent(read -> assertThat(read.details().all()).hasSize(1));
  }

  private ExchangeFuzz() {}
}
