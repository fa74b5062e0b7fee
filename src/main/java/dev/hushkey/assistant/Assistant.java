package dev.hushkey.assistant;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.AssistantId;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A third-party voice assistant: an OAuth client of ours, and an upstream of ours.
 *
 * @param upstreamIfAny absent for one that gives us no tokens of its own
 * @param appToApp absent where linking cannot start in our app
 */
public record Assistant(
    AssistantId id,
    Display display,
    ClientSettings client,
    TokenPolicy tokens,
    Optional<Upstream> upstreamIfAny,
    Optional<AppToApp> appToApp) {

  /**
   * The assistant as an upstream of ours.
   *
   * @throws FailureException refused, when its settings name none
   */
  public Upstream upstream() {
    return upstreamIfAny.orElseThrow(
        () -> new FailureException(new Failure.Refused(Refusal.NO_UPSTREAM)));
  }

  /**
   * What people see of it.
   *
   * @param consentWording what the vendor wants said on the consent page, by language
   */
  public record Display(String name, Map<String, String> consentWording) {}

  /**
   * The assistant as an OAuth server of which we are a client.
   *
   * @param client what we are there
   * @param redirectUri repeated when a code is exchanged, RFC 6749 §4.1.3
   * @param refreshAhead how long before its end a token is refreshed
   * @param timeout for each answer
   */
  public record Upstream(
      UpstreamCredentials client,
      Optional<String> redirectUri,
      EventEndpoints events,
      Duration refreshAhead,
      Duration timeout) {}

  /**
   * Where events go.
   *
   * @param byRegion the addresses by region; tokens are valid in the region of their link only
   * @param defaultRegion that of a grant which does not say one
   */
  public record EventEndpoints(Map<String, URI> byRegion, String defaultRegion) {}
}
