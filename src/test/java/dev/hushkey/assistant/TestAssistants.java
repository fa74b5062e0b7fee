package dev.hushkey.assistant;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.secret.SecretText;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Assistants as values, for tests that need no configuration. */
public final class TestAssistants {

  public static final String REDIRECT_URI = "https://assistant.example/callback?vendor=1";
  public static final String CLIENT_ID = "alexa-client";
  public static final SecretText SECRET = SecretText.of("old:+% secret");
  public static final SecretText NEW_SECRET = SecretText.of("new-secret");

  private TestAssistants() {}

  /** One that does not insist on PKCE. */
  public static Assistant alexa() {
    return assistant("alexa", CLIENT_ID, false, false);
  }

  /** One that does. */
  public static Assistant strict() {
    return assistant("strict", "strict-client", true, false);
  }

  /** One that has to push its requests. */
  public static Assistant pushing() {
    return assistant("pushing", "pushing-client", false, true);
  }

  /** Both. */
  public static Assistants both() {
    return new Assistants(List.of(alexa(), strict()));
  }

  /** The same assistant with another refresh policy. */
  public static Assistant withRefresh(
      Assistant same, RefreshPolicy policy, Optional<Duration> lifetime) {
    return changed(same, policy, lifetime, same.consentWording());
  }

  /** The same assistant with other words on the consent page. */
  public static Assistant withWording(Assistant same, Map<String, String> wording) {
    return changed(same, same.refreshPolicy(), same.refreshTokenLifetime(), wording);
  }

  private static Assistant changed(
      Assistant same,
      RefreshPolicy policy,
      Optional<Duration> lifetime,
      Map<String, String> wording) {
    return new Assistant(
        same.id(),
        same.displayName(),
        same.clientId(),
        same.clientSecrets(),
        same.redirectUris(),
        same.scopes(),
        same.pkceRequired(),
        same.parRequired(),
        same.clientAuthenticationMethods(),
        same.codeLifetime(),
        same.accessTokenLifetime(),
        same.tokenFormat(),
        same.signingAlgorithm(),
        policy,
        lifetime,
        wording,
        same.upstreamIfAny(),
        same.appToApp());
  }

  private static Assistant assistant(
      String id, String clientId, boolean pkceRequired, boolean parRequired) {
    return new Assistant(
        new AssistantId(id),
        "Amazon Alexa",
        clientId,
        List.of(SECRET, NEW_SECRET),
        Set.of(REDIRECT_URI, "http://127.0.0.1:8705/callback"),
        Set.of("devices", "events"),
        pkceRequired,
        parRequired,
        Set.of(ClientAuthenticationMethod.values()),
        Duration.ofMinutes(5),
        Duration.ofHours(1),
        TokenFormat.JWT,
        SigningAlgorithm.ES256,
        RefreshPolicy.STABLE,
        Optional.empty(),
        Map.of(),
        Optional.of(
            new Assistant.Upstream(
                URI.create("https://upstream.example/token"),
                "ours",
                SecretText.of("upstream"),
                Optional.empty(),
                Map.of(),
                "na",
                Duration.ofMinutes(5),
                Duration.ofSeconds(3))),
        Optional.empty());
  }
}
