package dev.hushkey.caller;

import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.util.Set;

/** What internal callers need beyond a Keycloak token. */
@Settings("hushkey.callers")
public interface CallerSettings {

  /**
   * Roles such as {@code camera-backend,skill} whose tokens are refused unless they are DPoP-bound
   * (RFC 9449). Each caller with such a role has to send proofs; a token stolen from it is
   * worthless.
   */
  @WithDefault("")
  Set<String> dpopRequiredRoles();
}
