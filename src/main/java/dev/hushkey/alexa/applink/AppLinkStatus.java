package dev.hushkey.alexa.applink;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.link.LinkState;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The state of a user's link; null when there is none. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "AppLink", requiredProperties = "linked")
public record AppLinkStatus(boolean linked, LinkState state, Instant authorizedAt) {

  static AppLinkStatus none() {
    return new AppLinkStatus(false, null, null);
  }

  static AppLinkStatus of(AppLinks.LinkStatus link) {
    return new AppLinkStatus(true, link.state(), link.authorizedAt());
  }
}
