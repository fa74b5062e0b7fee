package dev.hushkey.assistant;

import dev.hushkey.secret.SecretText;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Linking that starts in the camera company's app.
 *
 * @param redirectUris where Amazon brings people back to our app; the first is the usual one
 * @param appClients the clients of our realm that are such apps
 * @param endpoints the Skill Enablement API by region, the one to ask first in front
 */
public record AppToApp(
    Skill skill,
    Client client,
    List<String> redirectUris,
    Set<String> appClients,
    URI alexaApp,
    URI loginWithAmazon,
    Map<String, URI> endpoints,
    Duration attemptLifetime,
    Duration timeout) {

  /** The skill that is enabled. */
  public record Skill(String id, SkillStage stage) {}

  /** What we are at Login with Amazon for this purpose. */
  public record Client(URI tokenEndpoint, String id, SecretText secret) {}
}
