package dev.hushkey.assistant;

import dev.hushkey.settings.By;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Linking that starts in the camera company's app, by <a
 * href="https://developer.amazon.com/en-US/docs/alexa/account-linking/app-to-app-account-linking-starting-from-your-app.html">Amazon's
 * rules</a>. Without this block it is off.
 */
public interface AppToAppSettings {

  /** The skill to enable, such as {@code amzn1.ask.skill.…}. */
  String skillId();

  /** The stage of the skill: {@code live} or {@code development}. */
  @WithDefault("live")
  SkillStage stage();

  /** The client id of the skill at Login with Amazon: "Alexa Client Id" of its account linking. */
  String clientId();

  /** References to that client's secrets; the first is sent. */
  List<String> clientSecrets();

  /**
   * Where the Alexa app sends people back to our app: universal links or app links, each registered
   * with the skill. The first is used when the app names none.
   */
  List<String> redirectUris();

  /**
   * The clients of our realm that are the camera company's apps ({@code azp}). Tokens issued to
   * other clients or to services cannot link.
   */
  Set<String> appClients();

  /**
   * The token endpoint. Absent: the assistant's upstream token endpoint, which is also Login with
   * Amazon.
   */
  Optional<URI> tokenEndpoint();

  /** What opens the Alexa app where it is installed. */
  @WithDefault("https://alexa.amazon.com/spa/skill-account-linking-consent")
  URI alexaApp();

  /** What is opened where it is not installed. */
  @WithDefault("https://www.amazon.com/ap/oa")
  URI loginWithAmazon();

  /**
   * The Skill Enablement API by region, scheme and host alone. The user's token is sent only to
   * these addresses, whatever Amazon answers. Absent: Amazon's three.
   */
  @By("region")
  Map<String, URI> enablementEndpoints();

  /**
   * How long a person may take from the start in our app to the return from Amazon, at most {@code
   * PT1H}.
   */
  @WithDefault("PT10M")
  Duration attemptLifetime();

  /** How long we wait for an answer of Login with Amazon, and for the user's region. */
  @WithDefault("PT2.5S")
  Duration timeout();

  /**
   * How long we wait for the answer to an enablement. Before it answers, Alexa redeems our code,
   * for which it takes up to 4.5 s. The app has its answer after {@code hushkey.timeouts.answer} at
   * the latest, and asks then whether the link exists.
   */
  @WithDefault("PT10S")
  Duration enablementTimeout();
}
