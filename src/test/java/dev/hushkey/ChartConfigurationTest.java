package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.assistant.AssistantSettings;
import dev.hushkey.chart.Chart;
import dev.hushkey.chart.ChartVariant;
import dev.hushkey.chart.Rendered;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.settings.AllSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the chart mounts as /etc/hushkey is a configuration that Hushkey starts with. */
class ChartConfigurationTest {

  private static final String DELIVERED = "src/main/resources/application.properties";

  private static final Pattern FILE = Pattern.compile("/etc/hushkey/([a-z]+/[A-Za-z0-9._-]+)");

  @TempDir Path etc;

  /** Reads what the chart renders, with files where the Secrets would be. */
  private AllSettings read(ChartVariant variant, String... values) throws IOException {
    return AllSettings.read(config(variant, values), Installation.INTERFACES, true);
  }

  private SmallRyeConfig config(ChartVariant variant, String... values) throws IOException {
    List<Rendered> objects = Chart.render(variant, values);
    String properties =
        (String)
            Rendered.one(objects, "ConfigMap", "hk-hushkey").map("data").get("hushkey.properties");
    Rendered deployment = Rendered.one(objects, "Deployment", "hk-hushkey");
    for (String path : mounted(deployment)) {
      Path file = etc.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, secret(path));
    }
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withProfile("prod")
        .withSources(new PropertiesConfigSource(delivered(), "delivered", 100))
        .withSources(new PropertiesConfigSource(load(properties), "chart", 250))
        .withSources(new PropertiesConfigSource(secretSettings(), "secrets", 250))
        .build();
  }

  private static Map<String, String> delivered() throws IOException {
    Properties properties = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(DELIVERED))) {
      properties.load(file);
    }
    Map<String, String> settings = new HashMap<>();
    properties.stringPropertyNames().forEach(n -> settings.put(n, properties.getProperty(n)));
    return settings;
  }

  /** As the source for directories reads them: a file is a setting. */
  private Map<String, String> secretSettings() throws IOException {
    Map<String, String> settings = new HashMap<>();
    try (Stream<Path> files = Files.list(etc.resolve("secrets"))) {
      for (Path file : files.toList()) {
        settings.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return settings;
  }

  private static List<String> mounted(Rendered deployment) {
    return Pattern.compile("path=((?:secrets|files|vault|tls)/[A-Za-z0-9._-]+)")
        .matcher(deployment.pod().map("spec").get("volumes").toString())
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  private static String secret(String path) {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return path.equals("files/csrf-key")
        ? Base64.getEncoder().encodeToString(random)
        : HexFormat.of().formatHex(random);
  }

  private Map<String, String> load(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(FILE.matcher(text).replaceAll(etc + "/$1")));
    Map<String, String> settings = new HashMap<>();
    properties.stringPropertyNames().forEach(n -> settings.put(n, properties.getProperty(n)));
    return settings;
  }

  @ParameterizedTest
  @EnumSource
  void everyVariant_isReadByHushkeyItself(ChartVariant variant) throws IOException {
    AllSettings settings = read(variant);
    assertThat(settings.of(AssistantSettings.class).assistants()).containsKey("alexa");
    assertThat(settings.of(VaultSettings.class).address()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  void everyVariant_passesTheProductionGuard(ChartVariant variant) throws IOException {
    assertThat(new Installation(config(variant)).findings()).isEmpty();
  }

  @Test
  void listsAndSpecialCharacters_arriveAsTheyWere() throws IOException {
    var assistants = read(ChartVariant.FULL).of(AssistantSettings.class).assistants();
    assertThat(assistants.get("google").redirectUris())
        .containsExactly(
            "https://oauth-redirect.googleusercontent.com/r/acme",
            "https://oauth-redirect-sandbox.googleusercontent.com/r/acme");
    assertThat(assistants.get("google").clientSecrets()).hasSize(2);
    assertThat(assistants.get("alexa").consentWording())
        .containsEntry("de", "Mit Haken, Komma und \\: alles");
  }

  @Test
  void unknownSetting_isFoundByHushkey() {
    assertThatThrownBy(() -> read(ChartVariant.MINIMAL, "config: {hushkey.oauth.sweep-evry: PT1M}"))
        .hasMessageContaining("hushkey.oauth.sweep-evry");
  }

  /** As docs/configuration.md calls them. */
  @ParameterizedTest
  @EnumSource
  void noSetting_thatIsASecret_isInAConfigMap(ChartVariant variant) throws IOException {
    List<String> secrets =
        Files.readAllLines(Path.of("docs/configuration.md")).stream()
            .filter(line -> line.matches("\\| `[^`]+` \\| secret \\|.*"))
            .map(line -> line.split("`")[1])
            .toList();
    assertThat(secrets).contains("quarkus.datasource.password");
    for (Rendered object : Chart.render(variant)) {
      String text = object.content().toString();
      secrets.forEach(secret -> assertThat(text).doesNotContain(secret + "="));
    }
  }
}
