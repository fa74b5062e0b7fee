package dev.hushkey.assistant;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.secret.SecretText;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A third-party voice assistant: an OAuth client of ours, and an upstream of ours. */
public record Assistant(
    AssistantId id,
    String displayName,
    String clientId,
    List<SecretText> clientSecrets,
    Set<String> redirectUris,
    Set<String> scopes,
    boolean pkceRequired,
    boolean parRequired,
    Set<ClientAuthenticationMethod> clientAuthenticationMethods,
    Duration codeLifetime,
    Duration accessTokenLifetime,
    TokenFormat tokenFormat,
    SigningAlgorithm signingAlgorithm,
    RefreshPolicy refreshPolicy,
    Optional<Duration> refreshTokenLifetime,
    Map<String, String> consentWording,
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
   * Whether this is one of the client's secrets. Compares with every secret that is valid, each in
   * constant time, so that the time taken does not tell which one matched.
   */
  public boolean authenticates(SecretText offered) {
    boolean matches = false;
    for (SecretText secret : clientSecrets) {
      matches |= secret.equals(offered);
    }
    return matches;
  }

  /** The assistant as an OAuth server of which we are a client. */
  public record Upstream(
      URI tokenEndpoint,
      String clientId,
      SecretText clientSecret,
      Optional<String> redirectUri,
      Map<String, URI> eventEndpoints,
      String defaultRegion,
      Duration refreshAhead,
      Duration timeout) {}
}
