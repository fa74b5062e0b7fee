package dev.hushkey.assistant;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/**
 * Where an assistant's own tokens are revoked when their link has ended, RFC 7009
 * (docs/adr/0076-tokens-of-ended-links-are-revoked-at-their-assistant.md).
 */
public interface UpstreamRevocationSettings {

  /** The assistant's revocation endpoint. Our credentials are those for its token endpoint. */
  URI endpoint();

  /**
   * How many tokens all replicas together have revoked there in a second, 1 to 1000. Larger: an
   * incident is over sooner, and the assistant is asked more at once.
   */
  @WithDefault("50")
  int perSecond();

  /**
   * How often a token is sent there in vain, 1 to 100, before it is erased without being revoked.
   * Only what the assistant fails to do counts, not an outage of ours.
   */
  @WithDefault("5")
  int tries();

  /**
   * After how long a token is erased all the same, at most {@code P30D}. Until then it is kept
   * sealed, and good for nothing here. Longer: gets through a longer outage of the assistant, and
   * through more links at {@code per-second}: six hours are enough for a million.
   */
  @WithDefault("PT6H")
  Duration within();

  /**
   * Whether the tokens of a user who has linked again meanwhile are erased without being revoked.
   * RFC 7009 §2.1 lets a server end everything that it ever granted us for that user, the new link
   * with the old. {@code false}: also those are revoked, for a server that ends only the token that
   * it is sent.
   */
  @WithDefault("true")
  boolean sparesLinkedAgain();

  /** How long we wait for an answer, at most {@code PT1M}. Nobody else waits for it. */
  @WithDefault("PT5S")
  Duration timeout();
}
