package dev.hushkey.assistant;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Linking that starts in the camera company's app.
 *
 * @param client our client credentials at Login with Amazon for this purpose
 * @param attemptLifetime from the start in our app to the return from Amazon
 * @param timeout for each answer from Amazon but the next
 * @param enablementTimeout for Amazon's answer to an enablement
 */
public record AppToApp(
    Skill skill,
    UpstreamCredentials client,
    CameraApp app,
    Amazon amazon,
    Duration attemptLifetime,
    Duration timeout,
    Duration enablementTimeout) {

  /** The skill that is enabled. */
  public record Skill(String id, SkillStage stage) {}

  /**
   * Our app.
   *
   * @param redirectUris where Amazon brings people back to it; the first is the default
   * @param clientIds the clients in our realm that are this app
   */
  public record CameraApp(List<String> redirectUris, Set<String> clientIds) {}

  /**
   * Where Amazon is.
   *
   * @param alexaApp opens the Alexa app
   * @param loginWithAmazon is opened where the Alexa app is not installed
   * @param enablementEndpoints the Skill Enablement API by region, the one to ask first in front
   */
  public record Amazon(URI alexaApp, URI loginWithAmazon, Map<String, URI> enablementEndpoints) {}
}
