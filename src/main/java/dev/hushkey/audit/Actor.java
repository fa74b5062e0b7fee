package dev.hushkey.audit;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.UserId;

/** The one who acted: a kind and a name, such as {@code service:camera-backend}. */
public record Actor(String value) {

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

  /** Hushkey itself. */
  public static Actor system() {
    return new Actor("system");
  }

  @Override
  public String toString() {
    return value;
  }
}
