package dev.hushkey.link;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.RevocationId;
import java.util.Optional;

/**
 * Why links end, for their rows and for the record.
 *
 * @param reason one of a few fixed words
 * @param revocation of which it is a part
 */
public record Ending(Actor actor, String reason, Optional<RevocationId> revocation) {

  public static Ending by(Actor actor, String reason) {
    return new Ending(actor, reason, Optional.empty());
  }

  /** The cut-off has ended them already, and its own record says who did that. */
  public static Ending of(RevocationId revocation) {
    return new Ending(Actor.system(), "revocation:" + revocation, Optional.of(revocation));
  }

  /** For a grant that ends alone while its link lives on: those of a revocation are looked for. */
  public String reasonOfGrant() {
    return revocation.isPresent() ? "device-" + reason : reason;
  }

  AuditEvent.LinkEnded ofLink() {
    return new AuditEvent.LinkEnded(actor, reason, revocation);
  }

  AuditEvent ofGrant(LinkRef link, DeviceId device) {
    return new AuditEvent.GrantEnded(actor, link, device, reason, revocation);
  }
}
