package dev.hushkey.assistant;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Linking that starts in the camera company's app.
 *
 * @param client what we are at Login with Amazon for this purpose
 * @param attemptLifetime from the start in our app to the return from Amazon
 * @param timeout for each answer of Amazon
 */
public record AppToApp(
    Skill skill,
    UpstreamCredentials client,
    CameraApp app,
    Amazon amazon,
    Duration attemptLifetime,
    Duration timeout) {

  /** The skill that is enabled. */
  public record Skill(String id, SkillStage stage) {}

  /**
   * Our app.
   *
   * @param redirectUris where Amazon brings people back to it; the first is the usual one
   * @param clientIds the clients of our realm that are such apps
   */
  public record CameraApp(List<String> redirectUris, Set<String> clientIds) {}

  /**
   * Where Amazon is.
   *
   * @param alexaApp opens the Alexa app
   * @param loginWithAmazon is opened where there is no Alexa app
   * @param enablementEndpoints the Skill Enablement API by region, the one to ask first in front
   */
  public record Amazon(URI alexaApp, URI loginWithAmazon, Map<String, URI> enablementEndpoints) {}
}
