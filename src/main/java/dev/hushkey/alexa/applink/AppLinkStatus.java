package dev.hushkey.alexa.applink;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.link.LinkState;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The state of a user's links with Alexa.
 *
 * @param state of a link that works, if there is one, else of the newest; null when there is none
 * @param authorizedAt of the same link
 * @param links how many there are: one for each Amazon account of the household
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    name = "AppLink",
    requiredProperties = {"linked", "links"})
public record AppLinkStatus(boolean linked, LinkState state, Instant authorizedAt, long links) {

  static AppLinkStatus none() {
    return new AppLinkStatus(false, null, null, 0);
  }

  static AppLinkStatus of(AppLinks.LinkStatus link) {
    return new AppLinkStatus(true, link.state(), link.authorizedAt(), link.links());
  }
}
