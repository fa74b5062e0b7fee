package dev.hushkey.assistant;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.AssistantId;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A third-party voice assistant: both our OAuth client and an upstream.
 *
 * @param upstreamIfAny absent for one that issues us no tokens
 * @param appToApp absent when linking cannot start in the camera company's app
 * @param linksPerUser how many living links a user may have with it
 */
public record Assistant(
    AssistantId id,
    Display display,
    ClientSettings client,
    TokenPolicy tokens,
    Optional<Upstream> upstreamIfAny,
    Optional<AppToApp> appToApp,
    int linksPerUser) {

  /** By which the access tokens of a drill are found when they are removed (V14). */
  private static final Duration IN_DRILL = Duration.ofHours(1);

  /**
   * What stands in for it in a drill. Nobody can authenticate as it, link with it or be sent to it;
   * its tokens are opaque, so that none can be taken for a token of the assistant.
   */
  Assistant inDrill() {
    AssistantId name = id.inDrill();
    ClientSettings nobody =
        new ClientSettings(
            name.value(), List.of(), Set.of(), client.scopes(), Set.of(), true, true);
    TokenPolicy opaque =
        new TokenPolicy(
            tokens.codeLifetime(),
            IN_DRILL,
            TokenFormat.OPAQUE,
            tokens.signingAlgorithm(),
            RefreshPolicy.STABLE,
            Optional.empty());
    return new Assistant(
        name, display, nobody, opaque, upstreamIfAny, Optional.empty(), linksPerUser);
  }

  /**
   * The assistant as an upstream.
   *
   * @throws FailureException refused, when its settings name none
   */
  public Upstream upstream() {
    return upstreamIfAny.orElseThrow(
        () -> new FailureException(new Failure.Refused(Refusal.NO_UPSTREAM)));
  }

  /**
   * How the assistant appears to people.
   *
   * @param consentWording the vendor's wording for the consent page, by language
   */
  public record Display(String name, Map<String, String> consentWording) {}

  /**
   * The assistant as an OAuth server, with us as its client.
   *
   * @param client our credentials there
   * @param redirectUri repeated when a code is exchanged, RFC 6749 §4.1.3
   * @param refreshAhead how long before it expires a token is refreshed
   * @param timeout for each answer
   * @param limits how much it is asked to refresh for hand-outs
   * @param ahead what is refreshed before a hand-out has to
   */
  public record Upstream(
      UpstreamCredentials client,
      Optional<String> redirectUri,
      EventEndpoints events,
      Duration refreshAhead,
      Duration timeout,
      RefreshLimits limits,
      Ahead ahead) {}

  /**
   * How much an assistant is asked to refresh for hand-outs, each of which needs a token now.
   *
   * @param perSecond by one replica
   * @param atOnce by one replica
   */
  public record RefreshLimits(int perSecond, int atOnce) {}

  /**
   * What is refreshed in the background.
   *
   * @param perSecond by all replicas together; 0: nothing
   * @param usedWithin links used within this time are kept fresh
   * @param idleEvery all others are refreshed this often
   */
  public record Ahead(int perSecond, Duration usedWithin, Duration idleEvery) {}

  /**
   * Where events go.
   *
   * @param byRegion the addresses by region; a token is valid only in its link's region
   * @param defaultRegion used for a grant that names none
   */
  public record EventEndpoints(Map<String, URI> byRegion, String defaultRegion) {}
}
