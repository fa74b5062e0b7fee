package dev.hushkey.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All mistakes at once, and the page about the rules. */
class ProductionGuardTest {

  private static final Path PAGE = Path.of("docs/production-guard.md");

  @TempDir Path directory;

  @Test
  void manyMistakes_areAllNamedAtOnce_withoutAnyValue() {
    Map<String, String> mistakes = new LinkedHashMap<>();
    mistakes.put("hushkey.oauth.camera-backend-audience", "https://hushkey.example.com/");
    mistakes.put("hushkey.pages.csrf-key-file", "/home/dev/.hushkey/secrets/csrf-key");
    mistakes.put("hushkey.vault.address", "https://vault.example.com/v1");
    mistakes.put("hushkey.assistants.alexa.client-secrets", "file:" + file("hunter2"));
    mistakes.put("quarkus.datasource.password", "hunter2");
    mistakes.put("hushkey.migration.jdbc-url", "jdbc:postgresql://db.example.com/hushkey");
    mistakes.put("quarkus.datasource.reactive.postgresql.ssl-mode", "require");
    mistakes.put("quarkus.datasource.reactive.hostname-verification-algorithm", "NONE");
    mistakes.put("quarkus.datasource.reactive.trust-all", "true");
    mistakes.put("quarkus.tls.trust-all", "true");
    mistakes.put("quarkus.oidc.tls.verification", "none");
    mistakes.put("quarkus.oidc.jwks-path", "http://login.example.com/certs");
    mistakes.put("quarkus.oidc.token.audience", "");
    mistakes.put("quarkus.oidc.token.issuer", "any");
    mistakes.put("quarkus.oidc.token.allow-opaque-token-introspection", "true");
    mistakes.put("quarkus.oidc.login.token.audience", "any");
    mistakes.put("quarkus.oidc.login.token-state-manager.encryption-secret", "hunter2");
    mistakes.put("quarkus.oidc.login.authentication.cookie-force-secure", "false");
    mistakes.put("quarkus.oidc.partner.auth-server-url", "https://login.example.org");
    mistakes.put("quarkus.http.auth.proactive", "true");
    mistakes.put("quarkus.http.auth.permission.open.policy", "permit");
    mistakes.put("quarkus.http.cors.origins", "*");
    mistakes.put("quarkus.http.proxy.proxy-address-forwarding", "true");
    mistakes.put("quarkus.http.access-log.enabled", "true");
    mistakes.put("quarkus.hibernate-orm.log.bind-parameters", "true");
    mistakes.put("quarkus.log.level", "TRACE");
    mistakes.put("quarkus.datasource.devservices.enabled", "true");
    mistakes.put("quarkus.swagger-ui.always-include", "true");
    mistakes.put("quarkus.hibernate-orm.schema-management.strategy", "drop-and-create");

    SafeInstallation installation = new SafeInstallation(directory);
    mistakes.forEach(installation::with);

    assertThat(mistakes).hasSizeGreaterThan(20);
    assertThat(installation.found()).containsAll(mistakes.keySet());
    assertThat(installation.text()).doesNotContain("hunter2");
  }

  private String file(String content) {
    return new SafeInstallation(directory).file(content);
  }

  @Test
  void defaultsOfQuarkus_areNobodysMistake() {
    SafeInstallation installation = new SafeInstallation(directory);
    installation.withDefault("quarkus.http.auth.form.enabled", "false");
    installation.withDefault("quarkus.keycloak.admin-client.password", "admin");
    assertThat(installation.findings()).isEmpty();
    installation.with("quarkus.http.auth.form.enabled", "false");
    assertThat(installation.found()).containsExactly("quarkus.http.auth.form.enabled");
  }

  @Test
  void everyRule_namesWhatItLooksAt() {
    assertThat(ProductionGuard.RULES)
        .allSatisfy(
            rule -> {
              assertThat(rule.holds()).endsWith(".");
              assertThat(rule.settings()).isNotEmpty();
            });
  }

  @Test
  void page_isAsTheRulesAre() throws IOException {
    String described = page();
    if (System.getProperty("update") != null) {
      Files.writeString(PAGE, described);
    }
    assertThat(Files.readString(PAGE))
        .as("stale? mvn -Pquick test -Dtest=ProductionGuardTest -Dupdate")
        .isEqualTo(described);
  }

  private static String page() {
    return ProductionGuard.RULES.stream()
        .map(
            rule ->
                "| %s | %s |"
                    .formatted(
                        rule.holds(),
                        rule.settings().stream()
                            .map(setting -> "`" + setting + "`")
                            .collect(Collectors.joining(", "))))
        .collect(
            Collectors.joining(
                "\n",
                """
                # What must hold in production

                Hushkey does not start in an unsafe installation. Every profile but `dev` and `test` is
                guarded: `prod`, the default, and also `staging`, `eu` or any name of your own
                (`QUARKUS_PROFILE`). Before anything connects anywhere, the guard looks at the whole
                configuration, whichever source sets it: files, the directory of secrets, environment
                variables, system properties. It prints all that is wrong, each with the name of the
                setting and what to do, repeats no value, and ends with exit code 78.
                `hushkey doctor` shows the same list without a start.

                There is no switch that turns a rule off: [ADR 42](adr/0042-guard-by-opt-out.md) says why.

                This page is made from the rules (`mvn -Pquick test -Dtest=ProductionGuardTest -Dupdate`).

                | what must hold | settings |
                |---|---|
                """,
                "\n"));
  }
}
