package dev.hushkey.timeout;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;

/** How many requests a replica lets in at once. */
@Settings(AdmissionSettings.PREFIX)
public interface AdmissionSettings extends SettingRules {

  /** The prefix of these settings. */
  String PREFIX = "hushkey.admission";

  /** Fewer would turn callers away who are no crowd. */
  int LEAST = 20;

  /**
   * How many requests may be under way at once, at least 20; a further one is answered with 503 and
   * a {@code Retry-After} before anything is done for it. Revocations, changes of owner and checks
   * may use all of it, hand-outs and tokens four fifths, pages half. About what a replica answers
   * in a quarter of a second; more: longer waits in a rush, and more memory.
   */
  @WithDefault("1000")
  int maxUnderWay();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(maxUnderWay() >= LEAST, PREFIX + ".max-under-way", "must be at least " + LEAST);
  }
}
