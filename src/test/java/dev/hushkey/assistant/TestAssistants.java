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

  /** As by the defaults. */
  public static final Assistant.RefreshLimits REFRESHES = new Assistant.RefreshLimits(50, 24);

  /** As by the defaults. */
  public static final Assistant.Ahead AHEAD =
      new Assistant.Ahead(20, Duration.ofDays(7), Duration.ofDays(30));

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

  private static Assistant assistant(
      String id, String clientId, boolean requirePkce, boolean requirePushedRequests) {
    ClientSettings client =
        new ClientSettings(
            clientId,
            List.of(SECRET, NEW_SECRET),
            Set.of(REDIRECT_URI, "http://127.0.0.1:8705/callback"),
            Set.of("devices", "events"),
            Set.of(ClientAuthenticationMethod.values()),
            requirePkce,
            requirePushedRequests);
    Assistant.Upstream upstream =
        new Assistant.Upstream(
            new UpstreamCredentials(
                URI.create("https://upstream.example/token"), "ours", SecretText.of("upstream")),
            Optional.empty(),
            new Assistant.EventEndpoints(Map.of(), "na"),
            Duration.ofMinutes(5),
            Duration.ofSeconds(3),
            REFRESHES,
            AHEAD);
    return new Assistant(
        new AssistantId(id),
        new Assistant.Display("Amazon Alexa", Map.of()),
        client,
        tokens(RefreshPolicy.STABLE, Optional.empty()),
        Optional.of(upstream),
        Optional.empty(),
        Assistant.LinkRules.perUser(1));
  }

  private static TokenPolicy tokens(RefreshPolicy policy, Optional<Duration> refreshTokenLifetime) {
    return new TokenPolicy(
        Duration.ofMinutes(5),
        Duration.ofHours(1),
        TokenFormat.JWT,
        SigningAlgorithm.ES256,
        policy,
        refreshTokenLifetime);
  }

  /** The same assistant with another refresh policy. */
  public static Assistant withRefresh(
      Assistant same, RefreshPolicy policy, Optional<Duration> lifetime) {
    return with(same, same.display(), tokens(policy, lifetime), same.upstreamIfAny());
  }

  /** The same assistant with another bound. */
  public static Assistant withLinksPerUser(Assistant same, int linksPerUser) {
    return new Assistant(
        same.id(),
        same.display(),
        same.client(),
        same.tokens(),
        same.upstreamIfAny(),
        same.appToApp(),
        Assistant.LinkRules.perUser(linksPerUser));
  }

  /** The same assistant with other rules for its links. */
  public static Assistant withLinks(Assistant same, Assistant.LinkRules links) {
    return new Assistant(
        same.id(),
        same.display(),
        same.client(),
        same.tokens(),
        same.upstreamIfAny(),
        same.appToApp(),
        links);
  }

  /** The same assistant with other words on the consent page. */
  public static Assistant withWording(Assistant same, Map<String, String> wording) {
    Assistant.Display display = new Assistant.Display(same.display().name(), wording);
    return with(same, display, same.tokens(), same.upstreamIfAny());
  }

  /** The same assistant with a token endpoint of another kind. */
  public static Assistant withUpstream(Assistant same, Assistant.Upstream upstream) {
    return with(same, same.display(), same.tokens(), Optional.of(upstream));
  }

  private static Assistant with(
      Assistant same,
      Assistant.Display display,
      TokenPolicy tokens,
      Optional<Assistant.Upstream> upstream) {
    return new Assistant(
        same.id(), display, same.client(), tokens, upstream, same.appToApp(), same.links());
  }
}
