package dev.hushkey.link;

import dev.hushkey.identity.LinkId;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** Where ids of links come from. */
public final class LinkIds {

  private LinkIds() {}

  /**
   * A new one, greater than those made before (RFC 9562, version 7): links that were made together
   * lie together, in tables as in indexes.
   */
  public static LinkId create() {
    return new LinkId(UuidVersion7Strategy.INSTANCE.generateUuid(null));
  }
}
