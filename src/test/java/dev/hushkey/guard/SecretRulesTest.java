package dev.hushkey.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.secret.SecretText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that somebody else may know, or guess. */
class SecretRulesTest {

  private static final String COOKIE = "quarkus.oidc.login.token-state-manager.encryption-secret";
  private static final String ALEXA = "hushkey.assistants.alexa.client-secrets";
  private static final String UPSTREAM = "hushkey.assistants.alexa.upstream.client-secrets";
  private static final String CSRF = "hushkey.pages.csrf-key-file";

  @TempDir Path directory;
  private SafeInstallation installation;

  @BeforeEach
  void anInstallation() {
    installation = new SafeInstallation(directory);
  }

  @Test
  void safeInstallation_hasNothingWrong() {
    assertThat(installation.findings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        COOKIE,
        "quarkus.oidc.login.credentials.secret",
        "quarkus.oidc.login.credentials.client-secret.value",
        "quarkus.keycloak.admin-client.client-secret"
      })
  void secretOfOurs_of31Bytes_isTooShort(String setting) {
    String random = SecretText.random().reveal();
    assertThat(installation.with(setting, random.substring(0, 31)).text())
        .startsWith(setting + ": holds a secret of fewer than 32 bytes");
    assertThat(installation.with(setting, random.substring(0, 32)).findings()).isEmpty();
  }

  @Test
  void secretOfAnAssistant_oneOfTwoIsShort_isTooShort() {
    String both = installation.get(ALEXA) + ",file:" + installation.file("x7Kp");
    assertThat(installation.with(ALEXA, both).text())
        .startsWith(ALEXA + ": holds a secret of fewer than 32 bytes");
  }

  @Test
  void passwordOfTheDatabase_of15Bytes_isTooShort() {
    String setting = "quarkus.datasource.password";
    assertThat(installation.with(setting, "aB3dE6gH9jK2mN5").text())
        .startsWith(setting + ": holds a secret of fewer than 16 bytes");
    assertThat(installation.with(setting, "aB3dE6gH9jK2mN5p").findings()).isEmpty();
  }

  @Test
  void secretIssuedToUs_of15Bytes_isTooShort() {
    String reference = "file:" + installation.file("aB3dE6gH9jK2mN5");
    assertThat(installation.with(UPSTREAM, reference).text())
        .startsWith(UPSTREAM + ": holds a secret of fewer than 16 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abcabcabcabcabcabcabcabcabcabcabcabc"})
  void secretOfFewCharacters_isNoSecret(String secret) {
    assertThat(installation.with(COOKIE, secret).text())
        .startsWith(COOKIE + ": repeats a few characters")
        .doesNotContain(secret);
  }

  @Test
  void csrfKey_ofZeros_isNoSecret() {
    String zeros = Base64.getEncoder().encodeToString(new byte[32]);
    assertThat(installation.with(CSRF, installation.file(zeros)).text())
        .startsWith(CSRF + ": repeats a few characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "change-me-change-me-change-me-change-me",
        "CHANGE_ME_0f9a8b7c6d5e4f3a2b1c0d9e8f7a",
        "the-cookie-secret-of-our-installation",
        "0123456789abcdef0123456789abcdef"
      })
  void secretOfAnExample_isKnown(String secret) {
    assertThat(installation.with(COOKIE, secret).text())
        .startsWith(COOKIE + ": is the secret of an example")
        .doesNotContain(secret);
  }

  @Test
  void secretOfALocalStack_isForThatStack() {
    assertThat(installation.with(ALEXA, "file:/home/dev/hushkey/.hushkey/secrets/alexa").text())
        .contains(ALEXA + ": is a secret of a local stack");
    assertThat(installation.with(CSRF, "/home/dev/hushkey/.hushkey/secrets/csrf-key").text())
        .contains(CSRF + ": is a secret of a local stack");
  }

  @Test
  void secretInTwoPlaces_namesBoth() {
    String shared = installation.get("quarkus.keycloak.admin-client.client-secret");
    assertThat(installation.with(COOKIE, shared).findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.toString())
                    .contains(COOKIE, "quarkus.keycloak.admin-client.client-secret")
                    .doesNotContain(shared));
  }

  @Test
  void secretOfTwoAssistants_inTwoFiles_isFound() {
    String secret = SecretText.random().reveal();
    String google = "hushkey.assistants.google.client-secrets";
    installation
        .with(ALEXA, "file:" + installation.file(secret))
        .with(google, "file:" + installation.file(secret));
    assertThat(installation.text()).contains("is the same secret as " + ALEXA);
  }

  @Test
  void secretIssuedByAmazon_forBothOfItsServices_isNoMistake() {
    String app = "hushkey.assistants.alexa.app-to-app.client-secrets";
    assertThat(installation.with(app, installation.get(UPSTREAM)).findings()).isEmpty();
  }

  @Test
  void keyOfTheStateCookie_isTheCookiesOwnByDefault() {
    String state = "quarkus.oidc.login.authentication.state-secret";
    assertThat(installation.with(state, installation.get(COOKIE)).findings()).isEmpty();
  }

  @Test
  void secretsInThisRepository_areAllKnown() throws IOException {
    List<String> values = new ArrayList<>();
    for (String top :
        List.of("README.md", "docs", "examples", "helm", "src/main", "compose.yaml")) {
      values.addAll(secretsIn(Path.of(top)));
    }
    values.addAll(secretsIn("  encryption-secret: \"change-me\"\n"));
    assertThat(values).contains("change-me");
    for (String value : values) {
      String text = installation.with(COOKIE, value).text();
      assertThat(text).as("a secret in this repository: %s", value).contains(COOKIE);
    }
  }

  private static final Pattern IN_A_FILE =
      Pattern.compile(
          "(?im)^\\s*#?\\s*[\\w.\"-]*(?:secret|password)\\s*[=:]\\s*[\"']?([\\w+/=.-]{4,})[\"']?\\s*$");

  private static List<String> secretsIn(Path top) throws IOException {
    if (!Files.exists(top)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(top)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(md|properties|example|yaml|yml|env)"))
          .flatMap(file -> secretsIn(read(file)).stream())
          .toList();
    }
  }

  private static List<String> secretsIn(String text) {
    return IN_A_FILE
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .filter(value -> !value.matches("true|false|null|string|.*\\.(password|secret)"))
        .toList();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
