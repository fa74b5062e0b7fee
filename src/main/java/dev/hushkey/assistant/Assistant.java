package dev.hushkey.assistant;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.AssistantId;
import java.net.URI;
import java.nio.file.Path;
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
 * @param links how many a user may have with it, and what it hears when one has ended
 */
public record Assistant(
    AssistantId id,
    Display display,
    ClientSettings client,
    TokenPolicy tokens,
    Optional<Upstream> upstreamIfAny,
    Optional<AppToApp> appToApp,
    LinkRules links) {

  /** How many living links a user may have with it. */
  public int linksPerUser() {
    return links.perUser();
  }

  /** By which the access tokens of a drill are found when they are removed (V14). */
  private static final Duration IN_DRILL = Duration.ofHours(1);

  /**
   * What stands in for it in a drill. Nobody can authenticate as it, link with it or be sent to it;
   * its tokens are opaque, so that none can be taken for a token of the assistant; and when its
   * links end, nobody is asked or told anything.
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
        name,
        display,
        nobody,
        opaque,
        upstreamIfAny,
        Optional.empty(),
        LinkRules.perUser(links.perUser()));
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

  /**
   * The rules of its links.
   *
   * @param perUser how many living links a user may have
   * @param revocation where its tokens of an ended link are revoked; absent: nowhere
   * @param securityEvents where it hears that ours are; absent: it finds out when it uses one
   */
  public record LinkRules(
      int perUser, Optional<Revocation> revocation, Optional<SecurityEvents> securityEvents) {

    /** So many, and nothing to do when one has ended. */
    public static LinkRules perUser(int links) {
      return new LinkRules(links, Optional.empty(), Optional.empty());
    }
  }

  /**
   * Its revocation endpoint, RFC 7009.
   *
   * @param sparesLinkedAgain whether a user who has linked again keeps the old tokens there
   */
  public record Revocation(URI endpoint, boolean sparesLinkedAgain, ErrandLimits limits) {}

  /**
   * Its receiver of security event tokens, RFC 8935.
   *
   * @param identifier how a token is named
   * @param bearerToken a file with the token that the receiver asks for, read for each delivery
   */
  public record SecurityEvents(
      URI endpoint,
      String audience,
      EndOfLinkSettings.TokenIdentifier identifier,
      Optional<Path> bearerToken,
      ErrandLimits limits) {}

  /**
   * How much is done at an assistant for links that have ended.
   *
   * @param perSecond by all replicas together
   * @param tries for each link
   * @param within after which a link is given up, tried or not
   * @param timeout for each answer
   */
  public record ErrandLimits(int perSecond, int tries, Duration within, Duration timeout) {}
}
