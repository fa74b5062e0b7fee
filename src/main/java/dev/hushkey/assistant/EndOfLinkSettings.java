package dev.hushkey.assistant;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** What is done at an assistant when a link with it has ended. */
public final class EndOfLinkSettings {

  private EndOfLinkSettings() {}

  /**
   * Where an assistant's own tokens are revoked when their link has ended, RFC 7009
   * (docs/adr/0076-tokens-of-ended-links-are-revoked-at-their-assistant.md).
   */
  public interface Revocation {

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
     * RFC 7009 §2.1 lets a server end everything that it ever granted us for that user, the new
     * link with the old. {@code false}: also those are revoked, for a server that ends only the
     * token that it is sent.
     */
    @WithDefault("true")
    boolean sparesLinkedAgain();

    /** How long we wait for an answer, at most {@code PT20S}. Nobody else waits for it. */
    @WithDefault("PT5S")
    Duration timeout();
  }

  /**
   * Where an assistant hears that our tokens are revoked, by security event tokens (RFC 8417) that
   * are pushed to it (RFC 8935)
   * (docs/adr/0077-google-hears-of-the-end-of-a-link-by-a-security-event-token.md).
   */
  public interface SecurityEvents {

    /** The assistant's endpoint for security event tokens. */
    URI endpoint();

    /** The audience of the security event tokens. Google's is {@code google_account_linking}. */
    @WithDefault("google_account_linking")
    String audience();

    /**
     * The form in which the refresh token is named, which is the double SHA-512 of it: {@code
     * hash-sha512-double}, in hexadecimal digits, as for Google's account linking; {@code
     * hash-base64-sha512-sha512}, in base64.
     */
    @WithDefault("hash-sha512-double")
    TokenIdentifier tokenIdentifier();

    /**
     * A file with the bearer token that the endpoint asks for, such as one that a sidecar renews:
     * it is read for each delivery. Absent: none is sent, and our signature alone says who we are.
     */
    Optional<String> bearerTokenFile();

    /** How many events all replicas together send in a second, 1 to 1000. */
    @WithDefault("50")
    int perSecond();

    /** How often an event is sent in vain, 1 to 100, before it is given up. */
    @WithDefault("5")
    int tries();

    /**
     * After how long an event is given up all the same, at most {@code P30D}. The assistant finds
     * out when it uses its token. Longer: gets through a longer outage.
     */
    @WithDefault("PT6H")
    Duration within();

    /** How long we wait for an answer, at most {@code PT20S}. Nobody else waits for it. */
    @WithDefault("PT5S")
    Duration timeout();
  }

  /** How a token is named to somebody who has it, and to nobody else. */
  public enum TokenIdentifier {
    /** Hexadecimal digits. */
    HASH_SHA512_DOUBLE("hash_SHA512_double"),
    /** Base64. */
    HASH_BASE64_SHA512_SHA512("hash_base64_sha512_sha512");

    private final String algorithm;

    TokenIdentifier(String algorithm) {
      this.algorithm = algorithm;
    }

    /** The value of {@code token_identifier_alg}. */
    public String algorithm() {
      return algorithm;
    }
  }
}
