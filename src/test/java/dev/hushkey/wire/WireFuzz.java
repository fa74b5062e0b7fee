package dev.hushkey.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;

/** What is told to others, and written to the log. */
public final class WireFuzz {

  /** A log line stays one line. */
  public static void logLine(String input) {
    String escaped = OneLine.escape(input);
    assertThat(escaped.lines().count()).isLessThanOrEqualTo(1);
    assertThat(OneLine.escape(escaped)).isEqualTo(escaped);
  }

  /** An address as the issuer. */
  public static void issuer(String input) {
    try {
      if (IssuerSettings.isBase(URI.create(input))) {
        assertThat(new Issuer(input).at("/x")).endsWith("/x").doesNotContain("?", "#");
      }
    } catch (IllegalArgumentException notAnAddress) {
      assertThat(notAnAddress).isNotNull();
    }
  }

  /** For whom a path is. */
  public static void audience(String input) {
    assertThat(Audience.of(input)).isNotNull();
  }

  private WireFuzz() {}
}
