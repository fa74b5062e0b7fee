package dev.hushkey.alexa.applink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.fuzz.Refusals;

/** What the company's app sends. */
public final class AppLinkFuzz {

  /** The bodies of linking from the app. */
  public static void appLink(String input) {
    Refusals.body(input, AppLinksResource.Start.class);
    Refusals.body(input, AppLinkCancellation.class)
        .ifPresent(body -> Refusals.read(() -> Fields.state(body.state())));
    Refusals.body(input, AppLinkCompletion.class)
        .flatMap(body -> Refusals.read(() -> Completion.read(body)))
        .ifPresent(read -> assertThat(read.consent()).isNotEmpty());
  }

  private AppLinkFuzz() {}
}
