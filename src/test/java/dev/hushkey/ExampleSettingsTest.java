package dev.hushkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.AssistantSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.file.FileSystemConfigSource;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the archive is an installation that starts, once its secrets are there. */
class ExampleSettingsTest {

  private static final Path EXAMPLE = Path.of("src/main/archive/conf/hushkey.properties.example");
  private static final Path DELIVERED = Path.of("src/main/resources/application.properties");
  private static final String INSTALLED = "/etc/hushkey";

  /** The comment at its top: a setting, alone in its line or with how to make it. */
  private static final Pattern SECRET_SETTING = Pattern.compile("(?m)^#   (quarkus\\.\\S+)");

  private static final Pattern FILE = Pattern.compile(INSTALLED + "/secrets/([a-z0-9-]+)");

  @TempDir Path directory;
  private Path secrets;

  @BeforeEach
  void theSecretsThatItNames() throws IOException {
    secrets = Files.createDirectory(directory.resolve("secrets"));
    String text = Files.readString(EXAMPLE);
    for (Pattern pattern : List.of(SECRET_SETTING, FILE)) {
      for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
        Files.writeString(secrets.resolve(matcher.group(1)), secret(matcher.group(1)) + "\n");
      }
    }
  }

  /** One for each purpose, as `openssl rand -base64 32` makes them. */
  private static String secret(String purpose) {
    try {
      byte[] bytes = MessageDigest.getInstance("SHA-256").digest(purpose.getBytes(UTF_8));
      return Base64.getEncoder().encodeToString(bytes);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  @Test
  void asItIs_isAcceptedInProduction() throws IOException {
    // belongs to what is commented out
    Files.delete(secrets.resolve("quarkus.keycloak.admin-client.client-secret"));
    Installation installation = read(Files.readString(EXAMPLE));
    assertThat(installation.findings()).isEmpty();
    assertThat(installation.isGuarded()).isTrue();
    assertThat(installation.settings().of(AssistantSettings.class).assistants())
        .containsOnlyKeys("alexa");
  }

  @Test
  void withAllThatIsCommentedOut_isAcceptedInProduction() throws IOException {
    String all = Files.readString(EXAMPLE).replaceAll("(?m)^#(quarkus|hushkey)\\.", "$1.");
    Installation installation = read(all);
    assertThat(installation.findings()).isEmpty();
    assertThat(installation.settings().of(AssistantSettings.class).assistants())
        .containsOnlyKeys("alexa", "google");
  }

  @Test
  void withoutTheFileOfASecret_namesTheSetting() throws IOException {
    String setting = "quarkus.oidc.login.token-state-manager.encryption-secret";
    Files.delete(secrets.resolve(setting));
    assertThat(read(Files.readString(EXAMPLE)).findings())
        .anySatisfy(finding -> assertThat(finding.toString()).contains(setting));
  }

  private Installation read(String text) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    Map<String, String> settings = new HashMap<>();
    properties.forEach(
        (key, value) ->
            settings.put((String) key, ((String) value).replace(INSTALLED, directory.toString())));
    return new Installation(
        new SmallRyeConfigBuilder()
            .withProfile("prod")
            .withSources(new PropertiesConfigSource(DELIVERED.toUri().toURL(), 50))
            .withSources(new PropertiesConfigSource(settings, EXAMPLE.toString(), 100))
            .withSources(new FileSystemConfigSource(secrets.toFile(), 110))
            .addDefaultInterceptors()
            .build());
  }
}
