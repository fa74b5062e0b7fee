package dev.hushkey.trace;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.util.Optional;

/** Traces, for whoever runs an OpenTelemetry collector. */
@Settings(TraceSettings.PREFIX)
public interface TraceSettings extends SettingRules {

  /** The prefix of all settings of this room. */
  String PREFIX = "hushkey.traces";

  /** Of a thousand. */
  int ALL = 1000;

  /**
   * Where spans are sent, by OTLP over HTTP, such as {@code
   * https://collector.example.com:4318/v1/traces}. https, except at an address of this machine.
   * Absent: no spans are made.
   */
  Optional<URI> endpoint();

  /**
   * How many of a thousand requests, and of a thousand calls to PostgreSQL and Vault that they
   * share, get a span, 0 to 1000. More: more to see, and more work for each request and for the
   * collector.
   */
  @WithDefault("10")
  int perThousand();

  @Override
  default void check(Mistakes mistakes) {
    endpoint().ifPresent(url -> mistakes.checkHttpsWhereGuarded(PREFIX + ".endpoint", url));
    mistakes.check(
        perThousand() >= 0 && perThousand() <= ALL,
        PREFIX + ".per-thousand",
        "must be a number from 0 to " + ALL);
  }
}
