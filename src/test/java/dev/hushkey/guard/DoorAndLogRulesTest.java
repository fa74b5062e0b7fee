package dev.hushkey.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our own doors, what is written down, and what is for a developer's machine. */
class DoorAndLogRulesTest {

  private static final String INSECURE = "quarkus.http.insecure-requests";
  private static final String PROXIES = "quarkus.http.proxy.trusted-proxies";
  private static final String FORWARDING = "quarkus.http.proxy.proxy-address-forwarding";

  @TempDir Path directory;
  private SafeInstallation installation;

  @BeforeEach
  void anInstallation() {
    installation = new SafeInstallation(directory);
  }

  @ParameterizedTest
  @CsvSource({
    "quarkus.http.auth.proactive, true",
    "quarkus.http.auth.permission.pages.policy, permit",
    "quarkus.http.auth.permission.pages.paths, /nowhere",
    "quarkus.http.auth.permission.pages.enabled, false",
    "quarkus.http.auth.permission.open.paths, /v1/*",
    "quarkus.http.auth.policy.all.roles.skill, admin",
    "quarkus.http.auth.roles-mapping.skill, admin",
    "quarkus.http.auth.basic, true",
    "quarkus.security.users.embedded.enabled, true",
    "quarkus.smallrye-jwt.enabled, true",
    "quarkus.jackson.fail-on-unknown-properties, false",
    "quarkus.http.cors.origins, *",
    "quarkus.http.cors.origins, /.*/",
    "quarkus.http.cors.origins, 'https://a.example.com,https://*.example.com'",
    "quarkus.management.cors.origins, *",
    "quarkus.http.proxy.proxy-address-forwarding, true",
    "quarkus.http.proxy.allow-x-forwarded, true",
    "quarkus.http.proxy.trusted-proxies, 0.0.0.0/0",
    "quarkus.http.insecure-requests, disabled",
    "quarkus.http.access-log.enabled, true",
    "quarkus.management.access-log.enabled, true",
    "quarkus.hibernate-orm.log.sql, true",
    "quarkus.hibernate-orm.log.bind-parameters, true",
    "quarkus.log.level, DEBUG",
    "quarkus.log.level, trace",
    "'quarkus.log.category.\"io.quarkus.oidc\".level', DEBUG",
    "'quarkus.log.category.\"org.hibernate.orm.jdbc.bind\".level', TRACE",
    "'quarkus.log.category.\"jdk.httpclient.HttpClient\".level', INFO",
    "'quarkus.log.category.\"dev.hushkeyhole\".level', DEBUG",
    "quarkus.log.console.filter, none",
    "quarkus.log.console.json.pretty-print, true",
    "quarkus.log.file.json.pretty-print, true",
    "quarkus.config.log.values, true",
    "smallrye.config.log.values, true",
    "javax.net.debug, all",
    "quarkus.devservices.enabled, true",
    "quarkus.datasource.devservices.enabled, true",
    "quarkus.swagger-ui.always-include, true",
    "quarkus.swagger-ui.enabled, true",
    "quarkus.live-reload.password, x",
    "quarkus.launch.dev-mode, true",
    "com.sun.management.jmxremote.authenticate, false",
    "quarkus.hibernate-orm.schema-management.strategy, drop-and-create"
  })
  void wideOpen_isRefused(String setting, String value) {
    assertThat(installation.with(setting, value).found()).containsExactly(setting);
  }

  @ParameterizedTest
  @CsvSource({
    "quarkus.http.cors.origins, https://www.example.com",
    "quarkus.http.insecure-requests, enabled",
    "quarkus.log.level, WARN",
    "'quarkus.log.category.\"dev.hushkey\".level', DEBUG",
    "'quarkus.log.category.\"dev.hushkey.seal\".level', TRACE",
    "'quarkus.log.category.\"io.quarkus.oidc\".level', WARN",
    "quarkus.http.access-log.enabled, false"
  })
  void whatIsSafe_isAccepted(String setting, String value) {
    assertThat(installation.with(setting, value).found()).isEmpty();
  }

  @Test
  void levelOfOurs_byEnvironmentVariable_isAccepted() {
    installation.withVariable("QUARKUS_LOG_CATEGORY__DEV_HUSHKEY__LEVEL", "DEBUG");
    assertThat(installation.found()).isEmpty();
    installation.withVariable("QUARKUS_LOG_CATEGORY__IO_VERTX__LEVEL", "DEBUG");
    assertThat(installation.found()).containsExactly("QUARKUS_LOG_CATEGORY__IO_VERTX__LEVEL");
  }

  @Test
  void forwarding_byNamedProxies_isAccepted() {
    installation.with(FORWARDING, "true");
    assertThat(installation.with(PROXIES, "10.1.0.0/16").found()).isEmpty();
  }

  @Test
  void plainHttp_besideACertificate_isRefused() {
    installation.with("quarkus.http.tls-configuration-name", "public");
    assertThat(installation.found()).containsExactly(INSECURE);
    assertThat(installation.with(INSECURE, "redirect").found()).containsExactly(INSECURE);
    assertThat(installation.with(INSECURE, "disabled").found()).isEmpty();
  }
}
