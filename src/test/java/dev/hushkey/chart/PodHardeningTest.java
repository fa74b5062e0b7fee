package dev.hushkey.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What Kubernetes' Pod Security Standard "restricted" asks, and what we ask beyond it, of every
 * pod.
 */
class PodHardeningTest {

  private static final Set<String> VOLUMES =
      Set.of("configMap", "emptyDir", "projected", "secret", "downwardAPI");

  private static final Set<String> OURS = Set.of("hushkey", "migrate", "doctor");

  private static List<Rendered> pods(ChartVariant variant) {
    return Chart.render(variant).stream().filter(Rendered::hasPods).toList();
  }

  @ParameterizedTest
  @EnumSource
  void pods_areRestricted(ChartVariant variant) {
    assertThat(pods(variant)).isNotEmpty().allSatisfy(this::isRestricted);
  }

  private void isRestricted(Rendered object) {
    Rendered pod = object.pod();
    assertThat(pod.at("spec.securityContext.runAsNonRoot")).isEqualTo(true);
    assertThat((Integer) pod.at("spec.securityContext.runAsUser")).isPositive();
    assertThat((Integer) pod.at("spec.securityContext.runAsGroup")).isPositive();
    assertThat(pod.at("spec.securityContext.seccompProfile.type")).isEqualTo("RuntimeDefault");
    for (String host : List.of("hostNetwork", "hostPID", "hostIPC", "hostUsers")) {
      assertThat(pod.map("spec")).as(host).doesNotContainKey(host);
    }
    pod.list("spec.volumes")
        .forEach(
            volume ->
                assertThat(((Map<?, ?>) volume).keySet().stream().map(String::valueOf))
                    .allMatch(kind -> kind.equals("name") || VOLUMES.contains(kind)));
    for (Rendered container : object.containers()) {
      assertThat(container.at("securityContext.allowPrivilegeEscalation")).isEqualTo(false);
      assertThat(container.at("securityContext.readOnlyRootFilesystem")).isEqualTo(true);
      assertThat(container.at("securityContext.capabilities"))
          .isEqualTo(Map.of("drop", List.of("ALL")));
      assertThat(container.at("securityContext.privileged")).isNotEqualTo(true);
      assertThat(container.list("ports").toString()).doesNotContain("hostPort");
    }
  }

  @ParameterizedTest
  @EnumSource
  void pods_haveNoTokenOfKubernetes_andNoSettingsFromServices(ChartVariant variant) {
    List<Rendered> objects = Chart.render(variant);
    for (Rendered object : objects) {
      if (object.hasPods()) {
        assertThat(object.pod().at("spec.automountServiceAccountToken")).isEqualTo(false);
        // HUSHKEY_PORT of a Service named hushkey is the setting hushkey.port, which there is not
        assertThat(object.pod().at("spec.enableServiceLinks")).isEqualTo(false);
      }
      if (object.kind().equals("ServiceAccount")) {
        assertThat(object.at("automountServiceAccountToken")).isEqualTo(false);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void containersOfOurs_haveBoundsOnMemory_andOneDirectoryToWrite(ChartVariant variant) {
    for (Rendered object : pods(variant)) {
      for (Rendered container : object.containers()) {
        if (OURS.contains((String) container.at("name"))) {
          assertThat(container.at("resources.limits.memory")).isNotNull();
          assertThat(container.at("resources.requests.cpu")).isNotNull();
          assertThat(container.at("volumeMounts.0"))
              .isEqualTo(
                  Map.of("name", "configuration", "mountPath", "/etc/hushkey", "readOnly", true));
          assertThat(container.at("volumeMounts.1"))
              .isEqualTo(Map.of("name", "tmp", "mountPath", "/tmp"));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ownersPassword_isMountedByTheMigrationAlone(ChartVariant variant) {
    for (Rendered object : pods(variant)) {
      boolean mounts = object.content().toString().contains("hushkey-database-owner");
      assertThat(mounts).as(object.id()).isEqualTo(object.kind().equals("Job"));
    }
  }

  @Test
  void migration_mountsNothingOfTheService() {
    Rendered job = Rendered.one(Chart.render(ChartVariant.FULL), "Job", "hk-hushkey-migration");
    List<Object> sources = new ArrayList<>(job.pod().list("spec.volumes.0.projected.sources"));
    assertThat(sources).hasSize(3);
    assertThat(sources.toString())
        .contains("hk-hushkey-migration", "postgresql-ca", "hushkey-database-owner")
        .contains("secrets/hushkey.migration.password");
  }

  @Test
  void user_canBeChosen_butNotRoot() {
    Rendered deployment =
        Rendered.one(
            Chart.render("securityContext: {runAsUser: 4711}"), "Deployment", Chart.FULL_NAME);
    for (String id : List.of("runAsUser", "runAsGroup", "fsGroup")) {
      assertThat(deployment.pod().at("spec.securityContext." + id)).isEqualTo(4711);
    }
  }
}
