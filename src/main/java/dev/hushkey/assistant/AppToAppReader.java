package dev.hushkey.assistant;

import dev.hushkey.secret.SecretText;
import dev.hushkey.settings.Mistakes;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the block of an assistant about linking that starts in the app. */
final class AppToAppReader {

  /**
   * As Amazon documents them. For the Far East, the API's own page says {@code
   * https://api.fe.amazon.com}; all other pages give the value used here.
   */
  private static final Map<String, URI> AMAZONS =
      Map.of(
          "na", URI.create("https://api.amazonalexa.com"),
          "eu", URI.create("https://api.eu.amazonalexa.com"),
          "fe", URI.create("https://api.fe.amazonalexa.com"));

  /** It becomes part of a path. */
  private static final Pattern SKILL_ID = Pattern.compile("[A-Za-z0-9._-]{1,255}");

  private static final Duration MAX_ATTEMPT = Duration.ofHours(1);

  private final Mistakes mistakes;

  AppToAppReader(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /** Empty when there is no such block. Adds every mistake to the list. */
  Optional<AppToApp> read(String key, AssistantBlock block) {
    if (block.appToApp().isPresent() && block.upstream().isEmpty()) {
      mistakes.check(false, key + ".app-to-app", "needs the block upstream, Login with Amazon");
    }
    return block
        .appToApp()
        .flatMap(
            config ->
                block.upstream().map(upstream -> read(key + ".app-to-app", config, upstream)));
  }

  private AppToApp read(
      String key, AppToAppSettings config, AssistantBlock.UpstreamBlock upstream) {
    check(key, config);
    List<SecretText> secrets =
        mistakes.readSecrets(key + ".client-secrets", config.clientSecrets());
    URI tokenEndpoint = config.tokenEndpoint().orElse(upstream.tokenEndpoint());
    return new AppToApp(
        new AppToApp.Skill(config.skillId(), config.stage()),
        new UpstreamCredentials(
            tokenEndpoint, config.clientId(), secrets.isEmpty() ? null : secrets.getFirst()),
        new AppToApp.CameraApp(config.redirectUris(), config.appClients()),
        new AppToApp.Amazon(
            config.alexaApp(),
            config.loginWithAmazon(),
            endpoints(config, upstream.defaultRegion())),
        config.attemptLifetime(),
        config.timeout(),
        config.enablementTimeout());
  }

  private void check(String key, AppToAppSettings config) {
    mistakes.check(
        SKILL_ID.matcher(config.skillId()).matches(),
        key + ".skill-id",
        "must be a skill id such as amzn1.ask.skill.1234");
    config
        .redirectUris()
        .forEach(uri -> RedirectUriRule.check(mistakes, key + ".redirect-uris", uri));
    config.tokenEndpoint().ifPresent(uri -> mistakes.checkHttps(key + ".token-endpoint", uri));
    mistakes.checkHttps(key + ".alexa-app", config.alexaApp());
    mistakes.checkHttps(key + ".login-with-amazon", config.loginWithAmazon());
    config
        .enablementEndpoints()
        .forEach((region, uri) -> checkEndpoint(key + ".enablement-endpoints." + region, uri));
    mistakes.check(
        isWithin(config.attemptLifetime(), MAX_ATTEMPT),
        key + ".attempt-lifetime",
        "must be positive and at most PT1H");
    mistakes.check(config.timeout().isPositive(), key + ".timeout", "must be positive");
    mistakes.check(
        config.enablementTimeout().isPositive(), key + ".enablement-timeout", "must be positive");
  }

  /** The API's paths are appended to it. */
  private void checkEndpoint(String key, URI uri) {
    mistakes.checkHttps(key, uri);
    boolean bare = uri.getRawPath().isEmpty() && uri.getRawQuery() == null;
    mistakes.check(bare, key, uri + " must be scheme and host alone");
  }

  private static boolean isWithin(Duration duration, Duration longest) {
    return duration.isPositive() && duration.compareTo(longest) <= 0;
  }

  private static Map<String, URI> endpoints(AppToAppSettings config, String first) {
    Map<String, URI> sorted =
        new TreeMap<>(
            config.enablementEndpoints().isEmpty() ? AMAZONS : config.enablementEndpoints());
    Map<String, URI> ordered = new LinkedHashMap<>();
    if (sorted.containsKey(first)) {
      ordered.put(first, sorted.get(first));
    }
    ordered.putAll(sorted);
    return ordered;
  }
}
