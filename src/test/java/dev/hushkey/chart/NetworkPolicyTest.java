package dev.hushkey.chart;

import static dev.hushkey.chart.Rendered.ids;
import static dev.hushkey.chart.Rendered.one;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything is denied, except what the configuration names. */
class NetworkPolicyTest {

  private static Rendered policy(List<Rendered> objects, String suffix) {
    return one(objects, "NetworkPolicy", Chart.FULL_NAME + suffix);
  }

  private static Rendered server(String... values) {
    return policy(Chart.render(values), "");
  }

  /** The ports of the rules for what goes out, DNS aside. */
  private static Set<Object> portsOut(Rendered policy) {
    Set<Object> ports = new HashSet<>();
    for (Object each : policy.list("spec.egress")) {
      new Rendered((Map<?, ?>) each)
          .list("ports")
          .forEach(port -> ports.add(((Map<?, ?>) port).get("port")));
    }
    ports.remove(53);
    return ports;
  }

  private static Rendered ruleOut(Rendered policy, int port) {
    return policy.list("spec.egress").stream()
        .map(each -> new Rendered((Map<?, ?>) each))
        .filter(rule -> rule.list("ports").toString().contains("port=" + port + "}"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void everyPodOfOurs_hasAPolicyForBothDirections(ChartVariant variant) {
    List<Rendered> objects = Chart.render(variant);
    if (variant == ChartVariant.NO_INGRESS) {
      assertThat(ids(objects)).noneMatch(id -> id.startsWith("NetworkPolicy"));
      return;
    }
    for (Rendered object : objects) {
      if (object.hasPods()) {
        Map<Object, Object> labels = object.pod().map("metadata.labels");
        assertThat(objects)
            .filteredOn(other -> other.kind().equals("NetworkPolicy"))
            .filteredOn(
                policy ->
                    labels
                        .entrySet()
                        .containsAll(policy.map("spec.podSelector.matchLabels").entrySet()))
            .as(object.id())
            .singleElement()
            .satisfies(
                policy ->
                    assertThat(policy.at("spec.policyTypes"))
                        .isEqualTo(List.of("Ingress", "Egress")));
      }
    }
  }

  @Test
  void ports_areThoseOfTheConfiguredAddresses() {
    assertThat(portsOut(server())).containsExactlyInAnyOrder(5432, 8200, 443);
    assertThat(
            portsOut(
                server(
                    "database: {port: 6432}",
                    "vault: {address: 'https://vault.example.com'}",
                    "keycloak: {realmUrl: 'https://keycloak.example.com:8443/realms/hushkey'}")))
        .containsExactlyInAnyOrder(6432, 443, 8443);
    assertThat(
            portsOut(
                server(
                    "keycloak: {sessions: {enabled: true, secret: s, serverUrl: 'https://k.example.com:9443'}}")))
        .contains(9443);
    assertThat(
            portsOut(
                server(
                    "assistants: {alexa: {upstream: {tokenEndpoint: 'https://t.example.com:7443/token'}}}")))
        .contains(7443);
    assertThat(portsOut(policy(Chart.render(ChartVariant.IPV6), ""))).contains(8200);
  }

  @Test
  void assistants_areOnTheInternet_andThereAlone() {
    Rendered rule =
        ruleOut(
            server(
                "assistants: {alexa: {upstream: {tokenEndpoint: 'https://t.example.com:7443/t'}}}"),
            7443);
    assertThat(rule.at("to.0.ipBlock.cidr")).isEqualTo("0.0.0.0/0");
    assertThat(rule.list("to.0.ipBlock.except").toString())
        .contains(
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10");
    assertThat(rule.list("to.1.ipBlock.except").toString()).contains("fc00::/7", "fe80::/10");
    Rendered narrowed =
        ruleOut(
            server(
                "assistants: {alexa: {upstream: {tokenEndpoint: 'https://t.example.com:7443/t'}}}",
                "networkPolicy: {assistants: [{ipBlock: {cidr: 203.0.113.0/24}}]}"),
            7443);
    assertThat(narrowed.list("to")).hasSize(1);
  }

  @Test
  void assistantWithoutTokensForUs_opensNothing() {
    Rendered policy =
        server(
            "keycloak: {realmUrl: 'https://keycloak.example.com:8443/realms/hushkey'}",
            "assistants: {alexa: {upstream: null}}");
    assertThat(portsOut(policy)).containsExactlyInAnyOrder(5432, 8200, 8443);
  }

  @Test
  void peers_narrowWhereEachServiceIs() {
    Rendered policy = policy(Chart.render(ChartVariant.FULL), "");
    Map.of(5432, "postgresql", 8200, "vault", 8443, "keycloak")
        .forEach(
            (port, namespace) ->
                assertThat(ruleOut(policy, port).list("to"))
                    .hasSize(1)
                    .first()
                    .hasToString(
                        "{namespaceSelector={matchLabels={kubernetes.io/metadata.name="
                            + namespace
                            + "}}}"));
  }

  @Test
  void vaultAgentInThePod_needsNoWayToVault() {
    Rendered policy =
        policy(Chart.render(ChartVariant.AGENT, "networkPolicy: {extraEgress: []}"), "");
    assertThat(portsOut(policy)).containsExactlyInAnyOrder(5432, 443);
  }

  @Test
  void requests_comeFromTheIngress_metricsFromPrometheus_andNothingElseComesIn() {
    Rendered policy = server();
    assertThat(policy.list("spec.ingress")).hasSize(2);
    assertThat(policy.at("spec.ingress.0.ports.0.port")).isEqualTo("http");
    assertThat(policy.list("spec.ingress.0.from").toString())
        .contains("ingress-nginx")
        .doesNotContain("monitoring");
    assertThat(policy.at("spec.ingress.1.ports.0.port")).isEqualTo("management");
    assertThat(policy.list("spec.ingress.1.from").toString())
        .contains("monitoring")
        .doesNotContain("ingress-nginx");
    assertThat(server("networkPolicy: {http: [], management: []}").at("spec.ingress"))
        .as("an empty list of peers denies; a rule without peers would allow all")
        .isNull();
  }

  @Test
  void migration_reachesPostgresqlAndDns_andNobodyReachesIt() {
    Rendered policy = policy(Chart.render(ChartVariant.FULL), "-migration");
    assertThat(policy.at("spec.ingress")).isEqualTo(List.of());
    assertThat(portsOut(policy)).containsExactly(5433);
    assertThat(policy.entry("metadata.annotations", "helm.sh/hook"))
        .isEqualTo("pre-install,pre-upgrade");
  }

  @Test
  void doctor_reachesWhatTheServiceReaches_andTheIssuersAddress() {
    List<Rendered> objects = Chart.render("issuer: 'https://hushkey.example.com:9443'");
    Rendered doctor = policy(objects, "-doctor");
    Set<Object> expected = portsOut(policy(objects, ""));
    expected.add(9443);
    assertThat(portsOut(doctor)).isEqualTo(expected);
    assertThat(ruleOut(doctor, 9443).list("to")).isEmpty();
    assertThat(doctor.at("spec.ingress")).isEqualTo(List.of());
    Rendered narrowed =
        policy(
            Chart.render(
                "issuer: 'https://hushkey.example.com:9443'",
                "networkPolicy: {issuer: [{ipBlock: {cidr: 10.1.2.3/32}}]}"),
            "-doctor");
    assertThat(ruleOut(narrowed, 9443).at("to.0.ipBlock.cidr")).isEqualTo("10.1.2.3/32");
  }

  @Test
  void extraRules_areAdded() {
    assertThat(
            policy(Chart.render(ChartVariant.FULL), "").list("spec.ingress").getLast().toString())
        .contains("camera-backend");
    assertThat(portsOut(policy(Chart.render(ChartVariant.AGENT), ""))).contains(8200);
  }
}
