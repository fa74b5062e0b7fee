package dev.hushkey.oauth.keys;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long our signing keys are in use, {@code hushkey.oauth.keys.…}. */
@ConfigMapping(prefix = "hushkey.oauth.keys")
public interface SigningKeyConfig {

  /** How long a key signs. Shorter: a key that leaked unseen is good for less long. */
  @WithDefault("90D")
  Duration rotateEvery();

  /**
   * How long before its first signature a key is published, so that whoever keeps our JWKS has it
   * by then. Longer than verifiers keep a JWKS; shorter than a key signs.
   */
  @WithDefault("1D")
  Duration publishAhead();

  /**
   * How often a replica looks for what the others did; also how late it may sign with a new key.
   */
  @WithDefault("10S")
  Duration lookEvery();

  /** How often a replica asks whether a key is due or over. */
  @WithDefault("1M")
  Duration checkEvery();
}
