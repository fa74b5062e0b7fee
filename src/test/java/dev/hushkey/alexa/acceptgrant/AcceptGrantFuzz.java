package dev.hushkey.alexa.acceptgrant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.fuzz.Refusals;

/** Directives of Alexa. */
public final class AcceptGrantFuzz {

  /** The body of a directive. */
  public static void directive(String input) {
    Refusals.body(input, JsonNode.class)
        .ifPresent(
            body -> {
              boolean other = AcceptGrantDirective.isOther(body);
              Refusals.read(() -> AcceptGrantDirective.read(body))
                  .ifPresent(_ -> assertThat(other).isFalse());
            });
  }

  private AcceptGrantFuzz() {}
}
