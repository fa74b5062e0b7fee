package dev.hushkey.oauth.authorize;

import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.Consent;
import dev.hushkey.oauth.request.CodeChallenge;
import java.util.Optional;

/**
 * A known code that was presented to us, read under its lock.
 *
 * @param redirectUri where it was sent to
 * @param challenge of RFC 7636, if the request had one
 * @param link the link made from it, once it was used
 */
public record PresentedCode(
    Consent consent,
    String redirectUri,
    Optional<CodeChallenge> challenge,
    CodeStatus status,
    Optional<LinkId> link) {

  /** Whether a code can be redeemed, by the database's clock and the user's latest decision. */
  public enum CodeStatus {
    USABLE,
    EXPIRED,
    /** A newer decision of the user, or a cut-off, came after the user's consent. */
    OVERTAKEN,
    USED
  }

  PresentedCode overtaken() {
    return new PresentedCode(consent, redirectUri, challenge, CodeStatus.OVERTAKEN, link);
  }

  /** The link made from it, with its owner. */
  public Optional<LinkRef> linkRef() {
    return link.map(made -> new LinkRef(consent.assistant(), made, consent.user()));
  }
}
