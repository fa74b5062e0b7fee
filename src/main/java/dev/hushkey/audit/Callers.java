package dev.hushkey.audit;

import io.quarkus.security.identity.SecurityIdentity;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Names the internal caller of a request. */
public final class Callers {

  private Callers() {}

  /**
   * The client that the caller's token was issued to: {@code azp} as Keycloak writes it, {@code
   * client_id} of <a href="https://www.rfc-editor.org/rfc/rfc9068#section-2.2">RFC 9068 §2.2</a>
   * else. The token was verified before anything got here.
   */
  public static Actor of(SecurityIdentity caller) {
    if (caller.getPrincipal() instanceof JsonWebToken token) {
      for (String claim : new String[] {"azp", "client_id"}) {
        if (token.getClaim(claim) instanceof Object value) {
          return Actor.service(value.toString());
        }
      }
    }
    return Actor.service(caller.getPrincipal().getName());
  }
}
