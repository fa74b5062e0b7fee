package dev.hushkey.assistant;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DisplayName;
import dev.hushkey.secret.SecretText;
import dev.hushkey.settings.Mistakes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads assistants from their settings and reports every mistake. */
final class AssistantReader {

  private static final String PREFIX = "hushkey.assistants";

  /** RFC 6749 §4.1.2: "A maximum authorization code lifetime of 10 minutes is RECOMMENDED". */
  private static final Duration MAX_CODE_LIFE = Duration.ofMinutes(10);

  /** Alexa's account linking requirements: an access token lives 360 seconds or more. */
  private static final Duration MIN_ACCESS_TOKEN_LIFE = Duration.ofSeconds(360);

  private static final int MAX_NAME = 100;

  private static final int MAX_PER_SECOND = 10_000;

  private static final int MAX_AHEAD = 1000;
  private static final Duration MIN_IDLE = Duration.ofHours(1);
  private static final Duration MAX_IDLE = Duration.ofDays(3650);

  /** The pool of connections to an assistant has room for them. */
  private static final int MAX_AT_ONCE = 200;

  private final Mistakes mistakes;

  AssistantReader(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /** The assistants without mistakes; the mistakes of the others are reported. */
  List<Assistant> read(Map<String, AssistantBlock> blocks) {
    List<Assistant> all = new ArrayList<>();
    mistakes.check(
        !blocks.isEmpty(),
        PREFIX,
        "at least one assistant is needed, say " + PREFIX + ".alexa.client-id");
    blocks.forEach((id, block) -> readBlock(id, block).ifPresent(all::add));
    refuseSharedClientIds(all);
    return all;
  }

  private Optional<Assistant> readBlock(String id, AssistantBlock block) {
    String key = PREFIX + "." + id;
    int before = mistakes.size();
    AssistantId assistantId = readId(key, id);
    mistakes.check(
        DisplayName.isVisible(block.displayName()) && block.displayName().length() <= MAX_NAME,
        key + ".display-name",
        "must have a visible character and at most " + MAX_NAME + " characters");
    List<SecretText> secrets = mistakes.readSecrets(key + ".client-secrets", block.clientSecrets());
    block
        .redirectUris()
        .forEach(uri -> RedirectUriRule.check(mistakes, key + ".redirect-uris", uri));
    mistakes.check(
        block.codeLifetime().isPositive() && block.codeLifetime().compareTo(MAX_CODE_LIFE) <= 0,
        key + ".code-lifetime",
        "must be positive and at most PT10M");
    mistakes.check(
        block.accessTokenLifetime().compareTo(MIN_ACCESS_TOKEN_LIFE) >= 0,
        key + ".access-token-lifetime",
        "must be at least PT6M");
    mistakes.check(
        block
            .refreshTokenLifetime()
            .map(life -> life.compareTo(block.accessTokenLifetime()) > 0)
            .orElse(true),
        key + ".refresh-token-lifetime",
        "must be longer than access-token-lifetime, or left out");
    Optional<Assistant.Upstream> upstream =
        block.upstream().map(settings -> readUpstream(key + ".upstream", settings));
    Optional<AppToApp> appToApp = new AppToAppReader(mistakes).read(key, block);
    Assistant.LinkRules links = new LinkRulesReader(mistakes).read(key, block);
    checkDurations(key, block);
    if (mistakes.size() > before || mistakes.isMalformedBelow(key)) {
      return Optional.empty();
    }
    return Optional.of(
        new Assistant(
            assistantId,
            new Assistant.Display(block.displayName(), block.consentWording()),
            client(block, secrets),
            tokens(block),
            upstream,
            appToApp,
            links));
  }

  private static ClientSettings client(AssistantBlock block, List<SecretText> secrets) {
    return new ClientSettings(
        block.clientId(),
        secrets,
        block.redirectUris(),
        block.scopes(),
        block.clientAuthenticationMethods(),
        block.pkceRequired(),
        block.parRequired());
  }

  private static TokenPolicy tokens(AssistantBlock block) {
    return new TokenPolicy(
        block.codeLifetime(),
        block.accessTokenLifetime(),
        block.tokenFormat(),
        block.signingAlgorithm(),
        block.refreshPolicy(),
        block.refreshTokenLifetime());
  }

  private Assistant.Upstream readUpstream(String key, AssistantBlock.UpstreamBlock block) {
    mistakes.checkHttps(key + ".token-endpoint", block.tokenEndpoint());
    block
        .eventEndpoints()
        .forEach((region, uri) -> mistakes.checkHttps(key + ".event-endpoints." + region, uri));
    mistakes.check(
        block.eventEndpoints().containsKey(block.defaultRegion()),
        key + ".default-region",
        "must be one of " + block.eventEndpoints().keySet());
    List<SecretText> secrets = mistakes.readSecrets(key + ".client-secrets", block.clientSecrets());
    return new Assistant.Upstream(
        new UpstreamCredentials(
            block.tokenEndpoint(), block.clientId(), secrets.isEmpty() ? null : secrets.getFirst()),
        block.redirectUri(),
        new Assistant.EventEndpoints(block.eventEndpoints(), block.defaultRegion()),
        block.refreshAhead(),
        block.timeout(),
        new Assistant.RefreshLimits(block.refreshesPerSecond(), block.refreshesAtOnce()),
        new Assistant.Ahead(
            block.aheadPerSecond(), block.aheadUsedWithin(), block.aheadIdleEvery()));
  }

  private void checkDurations(String key, AssistantBlock block) {
    block
        .upstream()
        .ifPresent(
            upstream -> {
              mistakes.check(
                  !upstream.refreshAhead().isNegative(),
                  key + ".upstream.refresh-ahead",
                  "must not be negative");
              mistakes.check(
                  upstream.timeout().isPositive(), key + ".upstream.timeout", "must be positive");
              checkLimit(
                  key + ".upstream.refreshes-per-second",
                  upstream.refreshesPerSecond(),
                  1,
                  MAX_PER_SECOND);
              checkLimit(
                  key + ".upstream.refreshes-at-once", upstream.refreshesAtOnce(), 1, MAX_AT_ONCE);
              checkLimit(
                  key + ".upstream.ahead-per-second", upstream.aheadPerSecond(), 0, MAX_AHEAD);
              checkLong(key + ".upstream.ahead-used-within", upstream.aheadUsedWithin());
              checkLong(key + ".upstream.ahead-idle-every", upstream.aheadIdleEvery());
            });
  }

  private void checkLimit(String key, int value, int least, int most) {
    mistakes.check(
        value >= least && value <= most, key, "must be from %d to %d".formatted(least, most));
  }

  private void checkLong(String key, Duration value) {
    mistakes.check(
        value.compareTo(MIN_IDLE) >= 0 && value.compareTo(MAX_IDLE) <= 0,
        key,
        "must be from PT1H to P3650D");
  }

  private AssistantId readId(String key, String id) {
    try {
      AssistantId assistant = new AssistantId(id);
      mistakes.check(
          !id.startsWith(AssistantId.OF_DRILL),
          key,
          "must not begin with drill-: drills use such ids");
      return assistant;
    } catch (IllegalArgumentException malformed) {
      mistakes.add(key, malformed.getMessage());
      return null;
    }
  }

  private void refuseSharedClientIds(List<Assistant> all) {
    Map<String, AssistantId> seen = new HashMap<>();
    for (Assistant assistant : all) {
      AssistantId other = seen.putIfAbsent(assistant.client().id(), assistant.id());
      mistakes.check(
          other == null,
          PREFIX + "." + assistant.id() + ".client-id",
          "is also the client id of " + other);
    }
  }
}
