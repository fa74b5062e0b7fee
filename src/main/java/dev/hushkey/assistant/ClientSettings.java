package dev.hushkey.assistant;

import dev.hushkey.secret.SecretText;
import java.util.List;
import java.util.Set;

/**
 * The assistant as our client, in the terms of client metadata: <a
 * href="https://www.rfc-editor.org/rfc/rfc7591#section-2">RFC 7591 §2</a>, for pushed requests <a
 * href="https://www.rfc-editor.org/rfc/rfc9126#section-6">RFC 9126 §6</a>.
 *
 * @param secrets all that are valid now; several during a rotation
 * @param redirectUris compared character by character
 * @param scopes what may be requested
 * @param tokenEndpointAuthMethods how the client may authenticate
 * @param requirePkce whether a request without PKCE is refused; our own term, since no RFC has one
 * @param requirePushedAuthorizationRequests whether a request that was not pushed is refused
 */
public record ClientSettings(
    String id,
    List<SecretText> secrets,
    Set<String> redirectUris,
    Set<String> scopes,
    Set<ClientAuthenticationMethod> tokenEndpointAuthMethods,
    boolean requirePkce,
    boolean requirePushedAuthorizationRequests) {

  /**
   * Whether this is one of the client's secrets. Compares with every secret that is valid, each in
   * constant time, so that the time taken does not reveal which one matched.
   */
  public boolean authenticates(SecretText offered) {
    boolean matches = false;
    for (SecretText secret : secrets) {
      matches |= secret.equals(offered);
    }
    return matches;
  }
}
