package dev.hushkey.audit;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;
import java.util.Optional;

/**
 * The one who acted: a kind and a name, such as {@code service:camera-backend}, for people to read.
 * A name can change, so callers of our API also have what Keycloak never gives to anybody else.
 *
 * @param subject the {@code sub} of the token
 * @param client the {@code azp} of the token: which client it was issued to
 */
public record Actor(String value, Optional<String> subject, Optional<String> client) {

  private Actor(String value) {
    this(value, Optional.empty(), Optional.empty());
  }

  /** The customer. */
  public static Actor user(UserId user) {
    return new Actor("user:" + user);
  }

  /** The assistant, authenticated as our OAuth client. */
  public static Actor assistant(AssistantId assistant) {
    return new Actor("assistant:" + assistant);
  }

  /** An internal caller, by its client id at Keycloak. */
  public static Actor service(String clientId) {
    return new Actor("service:" + clientId);
  }

  /** A person at the camera company, by their name at Keycloak. */
  public static Actor operator(String name) {
    return new Actor("operator:" + name);
  }

  /** Somebody who did not authenticate, by the address of the connection. */
  public static Actor stranger(String address) {
    return new Actor("stranger:" + address);
  }

  /** Hushkey itself. */
  public static Actor system() {
    return new Actor("system");
  }

  /** The same, with what identifies it for good. */
  public Actor identifiedBy(Optional<String> sub, Optional<String> azp) {
    return new Actor(value, sub, azp);
  }

  @Override
  public String toString() {
    return value;
  }
}
