package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.doctor.Report;
import dev.hushkey.doctor.finding.Area;
import dev.hushkey.doctor.finding.Check;
import dev.hushkey.doctor.finding.Finding;
import dev.hushkey.doctor.finding.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The doctor where nothing answers. */
class DoctorTest {

  @Test
  void everythingSilent_isSaidOfEachServerWithin15Seconds() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Instant before = Instant.now();
      Report report = Examined.with(at("127.0.0.1:" + silent.getLocalPort())).report();
      Duration took = Duration.between(before, Instant.now());

      assertThat(took).isLessThan(Duration.ofSeconds(15));
      assertThat(Examined.of(report, Check.KEYCLOAK_REACHABLE, Status.FAILURE))
          .singleElement()
          .asString()
          .contains("no answer in time");
      assertThat(Examined.of(report, Check.VAULT_REACHABLE, Status.FAILURE)).hasSize(1);
      assertThat(Examined.of(report, Check.POSTGRESQL_REACHABLE, Status.FAILURE)).hasSize(1);
      assertThat(Examined.of(report, Check.ADDRESS_REACHABLE, Status.FAILURE)).hasSize(1);
      assertEveryCheckSaysSomething(report);
    }
  }

  @Test
  void nobodyThere_isSaidOfEachServer() throws InterruptedException {
    Report report = Examined.with(at("127.0.0.1:1")).report();

    assertThat(Examined.of(report, Check.KEYCLOAK_REACHABLE, Status.FAILURE))
        .containsExactly("http://127.0.0.1:1/realms/hushkey: connection refused");
    assertThat(Examined.of(report, Check.VAULT_REACHABLE, Status.FAILURE))
        .containsExactly("http://127.0.0.1:1: connection refused");
    assertThat(Examined.of(report, Check.POSTGRESQL_REACHABLE, Status.FAILURE))
        .singleElement()
        .asString()
        .contains("no connection");
    assertEveryCheckSaysSomething(report);
  }

  @Test
  void nothingConfigured_stopsNoCheckAndNamesEverySetting() throws InterruptedException {
    Report report = Examined.with(Map.of()).report();

    assertThat(Examined.of(report, Check.SETTINGS_VALID, Status.FAILURE))
        .anyMatch(text -> text.contains("hushkey.issuer: is missing"))
        .anyMatch(text -> text.contains("hushkey.vault.address: is missing"));
    assertThat(Examined.of(report, Check.VAULT_REACHABLE, Status.NOT_CHECKED))
        .containsExactly("hushkey.vault.address is not in order");
    assertEveryCheckSaysSomething(report);
  }

  /** As where a library's message, or somebody's address, repeats a secret. */
  @Test
  void secretThatFindsItsWayIntoAFinding_isMasked() throws InterruptedException {
    Map<String, String> settings = at("127.0.0.1:1");
    settings.put("quarkus.oidc.login.credentials.secret", "PLANTED-login-secret");
    settings.put("quarkus.oidc.auth-server-url", "http://127.0.0.1:1/realms/PLANTED-login-secret");
    Report report = Examined.with(settings).only(Area.KEYCLOAK).report();

    assertThat(Examined.of(report, Check.KEYCLOAK_REACHABLE, Status.FAILURE))
        .containsExactly("http://127.0.0.1:1/realms/[secret]: connection refused");
    assertThat(report.text() + report.json()).doesNotContain("PLANTED-");
  }

  @Test
  void only_looksAtTheNamedAreas() throws IOException, InterruptedException {
    Report report = Examined.with(Map.of()).only(Area.MACHINE, Area.VAULT).report();

    assertThat(report.findings())
        .extracting(finding -> finding.check().area())
        .containsOnly(Area.MACHINE, Area.VAULT);
  }

  private static void assertEveryCheckSaysSomething(Report report) {
    Set<Check> said = EnumSet.noneOf(Check.class);
    for (Finding finding : report.findings()) {
      said.add(finding.check());
      assertThat(finding.text()).isNotBlank();
      assertThat(finding.remedy().isBlank()).isNotEqualTo(finding.isAmiss());
    }
    assertThat(said).isEqualTo(EnumSet.allOf(Check.class));
  }

  private static Map<String, String> at(String server) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("hushkey.issuer", "http://" + server);
    settings.put("hushkey.vault.address", "http://" + server);
    settings.put("hushkey.vault.token-file", "/etc/hushkey/absent");
    settings.put("quarkus.datasource.reactive.url", "postgresql://" + server + "/hushkey");
    settings.put("hushkey.migration.jdbc-url", "jdbc:postgresql://" + server + "/hushkey");
    settings.put("quarkus.datasource.username", "hushkey");
    settings.put("quarkus.oidc.auth-server-url", "http://" + server + "/realms/hushkey");
    settings.put("quarkus.oidc.login.auth-server-url", "http://" + server + "/realms/hushkey");
    settings.put("quarkus.http.port", server.replaceAll(".*:", ""));
    return settings;
  }
}
