package dev.hushkey.assistant;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.secret.SecretText;
import io.smallrye.config.SmallRyeConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the configured assistants; collects every mistake, so that one start names them all. */
final class AssistantReader {

  private static final String PREFIX = "hushkey.assistants";
  private static final SettingKeys KEYS = SettingKeys.of(AssistantConfig.Block.class);

  /** RFC 6749 §4.1.2: "A maximum authorization code lifetime of 10 minutes is RECOMMENDED". */
  private static final Duration MAX_CODE_LIFE = Duration.ofMinutes(10);

  /** Alexa's account linking requirements: an access token lives 360 seconds or more. */
  private static final Duration MIN_ACCESS_TOKEN_LIFE = Duration.ofSeconds(360);

  private final Mistakes mistakes = new Mistakes();

  /**
   * The assistants.
   *
   * @throws IllegalStateException that lists every key that is wrong, with the reason
   */
  List<Assistant> read(SmallRyeConfig config) {
    return read(readBlocks(new SettingTexts(config)));
  }

  private AssistantConfig readBlocks(SettingTexts texts) {
    SettingsReader reader = new SettingsReader(texts, mistakes::malformed);
    Map<String, AssistantConfig.Block> blocks = new LinkedHashMap<>();
    for (String id : texts.ids()) {
      String prefix = PREFIX + "." + id + ".";
      refuseUnknown(prefix, texts.keysBelow(prefix));
      blocks.put(id, reader.read(AssistantConfig.Block.class, prefix));
    }
    return new AssistantConfig(blocks);
  }

  /** A misspelt key would leave a default in place that somebody meant to change. */
  private void refuseUnknown(String prefix, Set<String> keys) {
    keys.stream()
        .filter(key -> !KEYS.contain(key))
        .forEach(
            key -> mistakes.malformed(prefix + key, "is not a setting; see docs/configuration.md"));
  }

  private List<Assistant> read(AssistantConfig config) {
    List<Assistant> all = new ArrayList<>();
    if (config.blocks().isEmpty()) {
      mistakes.add(
          PREFIX + ": at least one assistant is needed, say " + PREFIX + ".alexa.client-id");
    }
    config.blocks().forEach((id, block) -> readBlock(id, block).ifPresent(all::add));
    refuseSharedClientIds(all);
    if (!mistakes.isEmpty()) {
      throw new IllegalStateException("Invalid assistant configuration:\n  " + mistakes);
    }
    return all;
  }

  private Optional<Assistant> readBlock(String id, AssistantConfig.Block block) {
    String key = PREFIX + "." + id;
    int before = mistakes.size();
    AssistantId assistantId = readId(key, id);
    List<SecretText> secrets = mistakes.readSecrets(key + ".client-secrets", block.clientSecrets());
    block.redirectUris().forEach(uri -> mistakes.checkRedirectUri(key + ".redirect-uris", uri));
    mistakes.check(
        block.codeLifetime().isPositive() && block.codeLifetime().compareTo(MAX_CODE_LIFE) <= 0,
        key + ".code-lifetime: must be positive and at most PT10M");
    mistakes.check(
        block.accessTokenLifetime().compareTo(MIN_ACCESS_TOKEN_LIFE) >= 0,
        key + ".access-token-lifetime: must be at least PT6M");
    mistakes.check(
        block
            .refreshTokenLifetime()
            .map(life -> life.compareTo(block.accessTokenLifetime()) > 0)
            .orElse(true),
        key + ".refresh-token-lifetime: must be longer than access-token-lifetime, or left out");
    Optional<Assistant.Upstream> upstream =
        block.upstream().map(settings -> readUpstream(key + ".upstream", settings));
    Optional<AppToApp> appToApp = new AppToAppReader(mistakes).read(key, block);
    checkDurations(key, block);
    if (mistakes.size() > before || mistakes.isWrong(key)) {
      return Optional.empty();
    }
    return Optional.of(
        new Assistant(
            assistantId,
            new Assistant.Display(block.displayName(), block.consentWording()),
            client(block, secrets),
            tokens(block),
            upstream,
            appToApp));
  }

  private static ClientSettings client(AssistantConfig.Block block, List<SecretText> secrets) {
    return new ClientSettings(
        block.clientId(),
        secrets,
        block.redirectUris(),
        block.scopes(),
        block.clientAuthenticationMethods(),
        block.pkceRequired(),
        block.parRequired());
  }

  private static TokenPolicy tokens(AssistantConfig.Block block) {
    return new TokenPolicy(
        block.codeLifetime(),
        block.accessTokenLifetime(),
        block.tokenFormat(),
        block.signingAlgorithm(),
        block.refreshPolicy(),
        block.refreshTokenLifetime());
  }

  private Assistant.Upstream readUpstream(String key, AssistantConfig.UpstreamBlock block) {
    mistakes.checkHttps(key + ".token-endpoint", block.tokenEndpoint());
    block
        .eventEndpoints()
        .forEach((region, uri) -> mistakes.checkHttps(key + ".event-endpoints." + region, uri));
    mistakes.check(
        block.eventEndpoints().containsKey(block.defaultRegion()),
        key + ".default-region: must be one of " + block.eventEndpoints().keySet());
    List<SecretText> secrets = mistakes.readSecrets(key + ".client-secrets", block.clientSecrets());
    return new Assistant.Upstream(
        new UpstreamCredentials(
            block.tokenEndpoint(), block.clientId(), secrets.isEmpty() ? null : secrets.getFirst()),
        block.redirectUri(),
        new Assistant.EventEndpoints(block.eventEndpoints(), block.defaultRegion()),
        block.refreshAhead(),
        block.timeout());
  }

  private void checkDurations(String key, AssistantConfig.Block block) {
    block
        .upstream()
        .ifPresent(
            upstream -> {
              mistakes.check(
                  !upstream.refreshAhead().isNegative(),
                  key + ".upstream.refresh-ahead: must not be negative");
              mistakes.check(
                  upstream.timeout().isPositive(), key + ".upstream.timeout: must be positive");
            });
  }

  private AssistantId readId(String key, String id) {
    try {
      return new AssistantId(id);
    } catch (IllegalArgumentException malformed) {
      mistakes.add(key + ": " + malformed.getMessage());
      return null;
    }
  }

  private void refuseSharedClientIds(List<Assistant> all) {
    Map<String, AssistantId> seen = new HashMap<>();
    for (Assistant assistant : all) {
      AssistantId other = seen.putIfAbsent(assistant.client().id(), assistant.id());
      mistakes.check(
          other == null,
          PREFIX + "." + assistant.id() + ".client-id: is also the client id of " + other);
    }
  }
}
