package dev.hushkey.chart;

import static dev.hushkey.chart.Rendered.ids;
import static dev.hushkey.chart.Rendered.one;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each value changes. */
class ChartDecisionsTest {

  private static final String NAME = Chart.FULL_NAME;

  private static Rendered deployment(String... values) {
    return one(Chart.render(values), "Deployment", NAME);
  }

  private static Rendered container(Rendered deployment) {
    return new Rendered((Map<?, ?>) deployment.pod().list("spec.containers").getFirst());
  }

  @Test
  void smallestInstallation_hasAllThatProductionNeeds_andNoMore() {
    assertThat(ids(Chart.render()))
        .containsExactlyInAnyOrder(
            "ServiceAccount/hk-hushkey-migration",
            "ConfigMap/hk-hushkey-migration",
            "NetworkPolicy/hk-hushkey-migration",
            "Job/hk-hushkey-migration",
            "ServiceAccount/hk-hushkey",
            "ConfigMap/hk-hushkey",
            "Deployment/hk-hushkey",
            "Service/hk-hushkey",
            "Service/hk-hushkey-management",
            "HorizontalPodAutoscaler/hk-hushkey",
            "PodDisruptionBudget/hk-hushkey",
            "NetworkPolicy/hk-hushkey",
            "NetworkPolicy/hk-hushkey-doctor",
            "Pod/hk-hushkey-doctor");
  }

  @ParameterizedTest
  @EnumSource
  void noVariant_holdsASecret(ChartVariant variant) {
    assertThat(Chart.render(variant)).noneMatch(object -> object.kind().equals("Secret"));
  }

  @ParameterizedTest
  @EnumSource
  void everySelector_selectsPodsOfThisReleaseAlone(ChartVariant variant) {
    List<Rendered> objects = Chart.render(variant);
    for (Rendered object : objects) {
      for (String at :
          List.of("spec.selector.matchLabels", "spec.podSelector.matchLabels", "spec.selector")) {
        Map<Object, Object> labels = object.kind().equals("HTTPRoute") ? Map.of() : object.map(at);
        if (!labels.isEmpty() && !labels.containsKey("matchLabels")) {
          assertThat(labels)
              .as(object.id())
              .containsEntry("app.kubernetes.io/instance", "hk")
              .containsKey("app.kubernetes.io/component");
        }
      }
    }
    Rendered deployment = one(objects, "Deployment", NAME);
    assertThat(deployment.pod().map("metadata.labels"))
        .containsAllEntriesOf(deployment.map("spec.selector.matchLabels"));
  }

  @Test
  void names_followTheRelease_andCanBeReplaced() {
    assertThat(ids(Chart.render("fullnameOverride: broker")))
        .contains("Deployment/broker", "Job/broker-migration");
    assertThat(ids(Chart.render("nameOverride: broker"))).contains("Deployment/hk-broker");
    String longest = "a".repeat(70);
    assertThat(Chart.render("fullnameOverride: " + longest))
        .allSatisfy(object -> assertThat(object.name()).hasSizeLessThanOrEqualTo(63));
  }

  @Test
  void image_isNamedByVersion_tag_orDigest() {
    String digest = "sha256:" + "0".repeat(64);
    assertThat(container(deployment()).at("image")).isEqualTo("hushkey/hushkey:0.1.0-SNAPSHOT");
    assertThat(container(deployment("image: {tag: 1.2.3}")).at("image"))
        .isEqualTo("hushkey/hushkey:1.2.3");
    assertThat(container(deployment("image: {digest: '" + digest + "'}")).at("image"))
        .isEqualTo("hushkey/hushkey@" + digest);
    for (Rendered object : Chart.render(ChartVariant.FULL)) {
      if (object.hasPods()) {
        assertThat(object.containers().getLast().text("image")).contains("1.2.3@sha256:");
        assertThat(object.pod().at("spec.imagePullSecrets.0.name")).isEqualTo("registry");
      }
    }
  }

  @Test
  void probes_askTheManagementPort() {
    Rendered container = container(deployment("listen: {managementPort: 9100}"));
    Map.of("startupProbe", "started", "readinessProbe", "ready", "livenessProbe", "live")
        .forEach(
            (probe, path) -> {
              assertThat(container.at(probe + ".httpGet.port")).isEqualTo("management");
              assertThat(container.at(probe + ".httpGet.path")).isEqualTo("/q/health/" + path);
            });
    assertThat(container.at("ports.1.containerPort")).isEqualTo(9100);
  }

  @Test
  void jvmOptions_areAdded_whereThereAreAny() {
    assertThat(container(deployment()).list("env").toString()).doesNotContain("JDK_JAVA_OPTIONS");
    assertThat(container(deployment("jvmOptions: -XX:+UseZGC")).at("env.0"))
        .isEqualTo(Map.of("name", "JDK_JAVA_OPTIONS", "value", "-XX:+UseZGC"));
  }

  @Test
  void rollOut_addsAPodBeforeItEndsOne() {
    assertThat(deployment().at("spec.strategy"))
        .isEqualTo(
            Map.of(
                "type",
                "RollingUpdate",
                "rollingUpdate",
                Map.of("maxUnavailable", 0, "maxSurge", 1)));
  }

  @Test
  void stoppingPod_hasTimeForThePause_andForRequestsInFlight() {
    List<Rendered> objects = Chart.render("shutdown: {delaySeconds: 7, timeoutSeconds: 40}");
    Rendered deployment = one(objects, "Deployment", NAME);
    assertThat(container(deployment).at("lifecycle.preStop.sleep.seconds")).isEqualTo(7);
    assertThat(deployment.pod().at("spec.terminationGracePeriodSeconds")).isEqualTo(7 + 40 + 10);
    assertThat(settings(objects)).contains("quarkus.shutdown.timeout=40S");
    assertThat(container(deployment("shutdown: {delaySeconds: 0}")).at("lifecycle")).isNull();
  }

  @Test
  void logs_areJson_unlessTextIsAskedFor() {
    assertThat(settings(Chart.render())).contains("quarkus.log.console.json.enabled=true");
    assertThat(settings(Chart.render("logs: {json: false}")))
        .contains("quarkus.log.console.json.enabled=false");
  }

  private static String settings(List<Rendered> objects) {
    return (String) one(objects, "ConfigMap", NAME).entry("data", "hushkey.properties");
  }

  @Test
  void changedSetting_rollsThePods_andNothingElseDoes() {
    assertThat(checksum("config: {quarkus.log.level: DEBUG}")).isNotEqualTo(checksum());
    assertThat(checksum("pages: {companyName: Acme}")).isNotEqualTo(checksum());
    assertThat(checksum("replicaCount: 7", "migration: {backoffLimit: 1}")).isEqualTo(checksum());
  }

  private static Object checksum(String... values) {
    return deployment(values).pod().entry("metadata.annotations", "checksum/configuration");
  }

  @Test
  void otherSettings_areWrittenAsPropertiesAreRead() {
    String text =
        settings(
            Chart.render(
                "config:",
                "  quarkus.list: ['a,b', c]",
                "  quarkus.number: 1000000",
                "  quarkus.share: 0.5",
                "  quarkus.flag: true",
                "  quarkus.path: 'C:\\x'"));
    // a comma that belongs to an element has a backslash before it, and a backslash is written
    // twice
    assertThat(text.lines())
        .contains(
            "quarkus.list=a\\\\,b,c",
            "quarkus.number=1000000",
            "quarkus.share=0.5",
            "quarkus.flag=true",
            "quarkus.path=C:\\\\x");
  }

  @Test
  void replicas_areTheAutoscalersAffair_orFixed() {
    assertThat(deployment().map("spec")).doesNotContainKey("replicas");
    List<Rendered> fixed = Chart.render("autoscaling: {enabled: false}", "replicaCount: 5");
    assertThat(one(fixed, "Deployment", NAME).at("spec.replicas")).isEqualTo(5);
    assertThat(ids(fixed)).doesNotContain("HorizontalPodAutoscaler/hk-hushkey");
  }

  @Test
  void autoscaler_followsRequests_queues_andCpu() {
    Rendered byCpu = one(Chart.render(), "HorizontalPodAutoscaler", NAME);
    assertThat(byCpu.list("spec.metrics")).hasSize(1);
    assertThat(byCpu.at("spec.metrics.0.containerResource.target.averageUtilization"))
        .isEqualTo(70);
    assertThat(byCpu.at("spec.metrics.0.containerResource.container")).isEqualTo("hushkey");

    Rendered byAll = one(Chart.render(ChartVariant.AUTOSCALING), "HorizontalPodAutoscaler", NAME);
    assertThat(byAll.at("spec.minReplicas")).isEqualTo(4);
    assertThat(byAll.at("spec.maxReplicas")).isEqualTo(20);
    assertThat(byAll.at("spec.metrics.0.pods.metric.name"))
        .isEqualTo("hushkey_requests_per_second");
    assertThat(byAll.at("spec.metrics.0.pods.target.averageValue")).isEqualTo("200");
    assertThat(byAll.at("spec.metrics.1.pods.metric.name")).isEqualTo("hushkey_queue_depth");
    assertThat(byAll.at("spec.metrics.1.pods.target.averageValue")).isEqualTo("20");
    assertThat(byAll.at("spec.metrics.2.type")).isEqualTo("ContainerResource");
    assertThat(byAll.at("spec.scaleTargetRef.name")).isEqualTo(NAME);
  }

  @Test
  void disruptionBudget_boundsWhatIsMissing_orWhatIsLeft() {
    Rendered missing = one(Chart.render(), "PodDisruptionBudget", NAME);
    assertThat(missing.map("spec"))
        .containsEntry("maxUnavailable", 1)
        .doesNotContainKey("minAvailable");
    Rendered left = one(Chart.render(ChartVariant.NO_INGRESS), "PodDisruptionBudget", NAME);
    assertThat(left.map("spec"))
        .containsEntry("minAvailable", 1)
        .doesNotContainKey("maxUnavailable");
    assertThat(ids(Chart.render("podDisruptionBudget: {enabled: false}")))
        .doesNotContain("PodDisruptionBudget/hk-hushkey");
  }

  @Test
  void pods_areSpreadOverNodesAndZones() {
    Rendered pod = deployment().pod();
    assertThat(pod.at("spec.topologySpreadConstraints.0.topologyKey"))
        .isEqualTo("kubernetes.io/hostname");
    assertThat(pod.at("spec.topologySpreadConstraints.0.whenUnsatisfiable"))
        .isEqualTo("DoNotSchedule");
    assertThat(pod.at("spec.topologySpreadConstraints.1.topologyKey"))
        .isEqualTo("topology.kubernetes.io/zone");
    assertThat(pod.at("spec.topologySpreadConstraints.1.whenUnsatisfiable"))
        .isEqualTo("ScheduleAnyway");
    assertThat(
            deployment("topologySpread: {zones: DoNotSchedule, nodes: ''}")
                .pod()
                .list("spec.topologySpreadConstraints"))
        .hasSize(1)
        .first()
        .hasToString(
            pod.at("spec.topologySpreadConstraints.1")
                .toString()
                .replace("ScheduleAnyway", "DoNotSchedule"));
    assertThat(
            deployment("topologySpread: {zones: '', nodes: ''}")
                .pod()
                .at("spec.topologySpreadConstraints"))
        .isNull();
  }

  @Test
  void pod_hasOneToken_forVaultAlone() {
    Rendered pod = deployment("vault: {kubernetes: {audience: bao, expirationSeconds: 600}}").pod();
    assertThat(pod.list("spec.volumes.0.projected.sources").getLast())
        .isEqualTo(
            Map.of(
                "serviceAccountToken",
                Map.of("path", "vault/token", "audience", "bao", "expirationSeconds", 600)));
    assertThat(one(Chart.render(ChartVariant.APP_ROLE), "Deployment", NAME).content().toString())
        .doesNotContain("serviceAccountToken")
        .contains(
            "vault/role-id", "vault/secret-id", "vault/rotate-role-id", "vault/rotate-secret-id");
  }

  @Test
  void standby_isASetting_andMayBeReached() {
    List<Rendered> objects =
        Chart.render("database: {standby: {host: replica.example, port: 5433}}");
    assertThat(settings(objects))
        .contains("hushkey.standby.url=postgresql://replica.example:5433/hushkey");
    assertThat(one(objects, "NetworkPolicy", NAME).content().toString()).contains("port=5433");
    assertThat(settings(Chart.render())).doesNotContain("hushkey.standby");
    assertThat(one(Chart.render(), "NetworkPolicy", NAME).content().toString())
        .doesNotContain("port=5433");
  }

  @Test
  void secrets_areFilesNamedAsTheSettings() {
    Map<String, String> files = files(ChartVariant.FULL);
    assertThat(files)
        .containsEntry("secrets/quarkus.datasource.password", "hushkey-database/password")
        .containsEntry(
            "secrets/quarkus.oidc.login.credentials.secret", "hushkey-keycloak/client-secret")
        .containsEntry(
            "secrets/quarkus.oidc.login.token-state-manager.encryption-secret",
            "hushkey-pages/cookie-key")
        .containsEntry(
            "secrets/quarkus.keycloak.admin-client.client-secret", "hushkey-sessions/client-secret")
        .containsEntry("files/csrf-key", "hushkey-pages/csrf-key")
        .containsEntry("files/google.client-secret.1", "hushkey-google/client-secret-old")
        .containsEntry("files/alexa.app-to-app-secret.0", "hushkey-alexa/app-secret")
        .containsEntry("tls/database-ca.crt", "postgresql-ca/ca.crt")
        .doesNotContainValue("hushkey-database-owner/password");
    // what the configuration names as a file is there
    settings(Chart.render(ChartVariant.FULL))
        .lines()
        .flatMap(
            line ->
                java.util.regex.Pattern.compile("/etc/hushkey/([a-z]+/[A-Za-z0-9.-]+)")
                    .matcher(line)
                    .results())
        .map(found -> found.group(1))
        .filter(file -> !file.equals("vault/token"))
        .forEach(file -> assertThat(files).containsKey(file));
  }

  private static Map<String, String> files(ChartVariant variant) {
    Map<String, String> files = new HashMap<>();
    for (Object one :
        Chart.render(variant).stream()
            .filter(o -> o.kind().equals("Deployment"))
            .findFirst()
            .orElseThrow()
            .pod()
            .list("spec.volumes.0.projected.sources")) {
      Rendered source = new Rendered((Map<?, ?>) one);
      for (String kind : List.of("secret", "configMap")) {
        if (source.content().containsKey(kind)) {
          files.put(
              source.text(kind + ".items.0.path"),
              source.text(kind + ".name") + "/" + source.text(kind + ".items.0.key"));
        }
      }
    }
    return files;
  }

  @Test
  void migration_runsBeforeTheRollOut_andCanBeLeftOut() {
    List<Rendered> objects = Chart.render();
    for (String kind : List.of("ServiceAccount", "ConfigMap", "NetworkPolicy", "Job")) {
      Rendered part = one(objects, kind, "hk-hushkey-migration");
      assertThat(part.entry("metadata.annotations", "helm.sh/hook"))
          .isEqualTo("pre-install,pre-upgrade");
      int weight =
          Integer.parseInt((String) part.entry("metadata.annotations", "helm.sh/hook-weight"));
      assertThat(weight).as(kind).isEqualTo(kind.equals("Job") ? 0 : -10);
    }
    Rendered job = one(objects, "Job", "hk-hushkey-migration");
    assertThat(job.entry("metadata.annotations", "helm.sh/hook-delete-policy"))
        .as("its log is kept until the next one")
        .isEqualTo("before-hook-creation");
    assertThat(job.at("spec.template.spec.containers.0.args")).isEqualTo(List.of("migrate"));
    assertThat(job.at("spec.template.spec.restartPolicy")).isEqualTo("Never");
    assertThat(job.at("spec.template.spec.serviceAccountName")).isEqualTo("hk-hushkey-migration");
    assertThat(job.at("spec.backoffLimit")).isEqualTo(2);
    assertThat(job.at("spec.activeDeadlineSeconds")).isEqualTo(900);
    assertThat(job.at("spec.ttlSecondsAfterFinished")).isEqualTo(86400);
    assertThat(ids(Chart.render("migration: {enabled: false}")))
        .noneMatch(id -> id.contains("migration"));
  }

  @Test
  void migration_goesToPostgresqlItself_notToThePooler() {
    String settings =
        (String)
            one(Chart.render(ChartVariant.FULL), "ConfigMap", "hk-hushkey-migration")
                .entry("data", "hushkey.properties");
    assertThat(settings)
        .contains("jdbc:postgresql://postgres-direct.example.com:5433/hushkey?sslmode=verify-full")
        .contains("hushkey.migration.username=hushkey_owner")
        .contains("hushkey.migration.silence=PT10M")
        .doesNotContain("hushkey.vault", "quarkus.oidc");
  }

  @Test
  void doctor_runsAsATest_withTheServicesOwnConfiguration() {
    List<Rendered> objects = Chart.render(ChartVariant.FULL);
    Rendered doctor = one(objects, "Pod", "hk-hushkey-doctor");
    Rendered server = one(objects, "Deployment", NAME);
    assertThat(doctor.entry("metadata.annotations", "helm.sh/hook")).isEqualTo("test");
    assertThat(doctor.containers().getLast().at("args")).isEqualTo(List.of("doctor"));
    assertThat(doctor.at("spec.volumes")).isEqualTo(server.pod().at("spec.volumes"));
    assertThat(doctor.at("spec.serviceAccountName"))
        .isEqualTo(server.pod().at("spec.serviceAccountName"));
    assertThat(ids(Chart.render("test: {enabled: false}"))).noneMatch(id -> id.contains("doctor"));
  }

  @Test
  void externalSecrets_makeTheSecrets_thatOfTheOwnerBeforeTheMigration() {
    List<Rendered> objects = Chart.render(ChartVariant.EXTERNAL_SECRETS);
    Rendered owner = one(objects, "ExternalSecret", "hushkey-database-owner");
    assertThat(owner.entry("metadata.annotations", "helm.sh/hook"))
        .isEqualTo("pre-install,pre-upgrade");
    assertThat(owner.entry("metadata.annotations", "helm.sh/hook-weight")).isEqualTo("-20");
    Rendered service = one(objects, "ExternalSecret", "hushkey-alexa");
    assertThat(service.map("metadata.annotations")).isEmpty();
    assertThat(service.list("spec.data")).hasSize(2);
    assertThat(service.at("spec.data.1.remoteRef.property")).isEqualTo("upstream-secret");
    assertThat(service.at("spec.secretStoreRef.kind")).isEqualTo("ClusterSecretStore");
  }

  @Test
  void whatPlatformTeamsAdd_isThere() {
    Rendered deployment = one(Chart.render(ChartVariant.FULL), "Deployment", NAME);
    Rendered pod = deployment.pod();
    assertThat(pod.at("spec.priorityClassName")).isEqualTo("voice");
    assertThat(pod.map("spec.nodeSelector")).containsEntry("kubernetes.io/os", "linux");
    assertThat(pod.at("spec.tolerations.0.key")).isEqualTo("dedicated");
    assertThat(pod.map("spec.affinity")).containsKey("nodeAffinity");
    assertThat(pod.at("spec.initContainers.0.name")).isEqualTo("wait");
    assertThat(pod.map("metadata.labels"))
        .containsEntry("example.com/tier", "critical")
        .containsEntry("team", "voice");
    assertThat(pod.map("metadata.annotations")).containsKey("example.com/restarted-at");
    assertThat(container(deployment).list("env").toString())
        .contains("TZ")
        .contains("QUARKUS_PROFILE, value=eu");
    Rendered agent = one(Chart.render(ChartVariant.AGENT), "Deployment", NAME);
    assertThat(agent.pod().at("spec.initContainers.0.name")).isEqualTo("vault-agent");
    assertThat(
            one(Chart.render(ChartVariant.AGENT), "Pod", NAME + "-doctor")
                .at("spec.initContainers"))
        .as("doctor logs in at Vault through it, too")
        .isEqualTo(agent.pod().at("spec.initContainers"));
    assertThat(
            deployment("extraContainers: [{name: proxy, image: proxy:1}]")
                .pod()
                .at("spec.containers.1.name"))
        .isEqualTo("proxy");
    assertThat(agent.pod().list("spec.volumes")).hasSize(4);
    assertThat(container(agent).list("volumeMounts")).hasSize(3);
    assertThat(deployment("runtimeClassName: gvisor").pod().at("spec.runtimeClassName"))
        .isEqualTo("gvisor");
  }

  @Test
  void everyObject_hasTheCommonLabelsAndAnnotations() {
    assertThat(Chart.render(ChartVariant.FULL))
        .allSatisfy(
            object -> {
              assertThat(object.map("metadata.labels")).containsEntry("team", "voice");
              assertThat(object.map("metadata.annotations"))
                  .containsEntry("example.com/contact", "voice@example.com");
              assertThat(object.at("metadata.namespace")).isEqualTo("voice");
            });
  }

  @Test
  void services_leadToTheirPorts_inTheFamiliesOfTheCluster() {
    List<Rendered> objects = Chart.render(ChartVariant.IPV6);
    Rendered http = one(objects, "Service", NAME);
    assertThat(http.at("spec.ipFamilies")).isEqualTo(List.of("IPv6"));
    assertThat(http.list("spec.ports")).hasSize(1);
    assertThat(http.at("spec.ports.0.targetPort")).isEqualTo("http");
    Rendered management = one(objects, "Service", NAME + "-management");
    assertThat(management.at("spec.clusterIP")).isEqualTo("None");
    assertThat(management.at("spec.ports.0.port")).isEqualTo(9000);
    assertThat(settings(objects)).contains("quarkus.http.host=::", "quarkus.management.host=::");
  }
}
