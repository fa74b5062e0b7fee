package dev.hushkey.enablement;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.link.LinkState;
import java.time.Instant;

/** How a person's link stands; without a state there is none. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AppLinkStanding(boolean linked, LinkState state, Instant authorizedAt) {

  static AppLinkStanding none() {
    return new AppLinkStanding(false, null, null);
  }

  static AppLinkStanding of(AppLinks.Standing link) {
    return new AppLinkStanding(true, link.state(), link.authorizedAt());
  }
}
