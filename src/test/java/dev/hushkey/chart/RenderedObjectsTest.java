package dev.hushkey.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.marcnuri.helm.Helm;
import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.tool.PythonPackages;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every object of every variant is one that Kubernetes knows, down to the last field. */
class RenderedObjectsTest {

  private static final Path RENDERED = Path.of("target/chart/rendered");

  /** The oldest that Chart.yaml allows, one in the middle, and the newest. */
  private static final List<String> VERSIONS = List.of("1.31", "1.34", "1.37");

  /** Of operators: kubernetes-validate has no schemas for them. */
  private static final Set<String> OPERATORS_KINDS =
      Set.of("PrometheusRule", "ServiceMonitor", "ExternalSecret", "Gateway", "HTTPRoute");

  private static final ObjectMapper STRICT =
      new ObjectMapper().setAnnotationIntrospector(new WithoutOtherProperties());

  @TempDir Path directory;

  @BeforeAll
  static void render() throws IOException {
    Chart.renderInto(RENDERED);
  }

  private static Path file(ChartVariant variant) {
    return RENDERED.resolve(variant.fileName() + ".yaml");
  }

  @ParameterizedTest
  @EnumSource
  void variant_passesHelmsLint(ChartVariant variant) throws IOException {
    Path chart = directory.resolve("hushkey");
    Values.copyWith(chart, variant);
    assertThat(new Helm(chart).lint().strict().call())
        .satisfies(result -> assertThat(result.isFailed()).isFalse())
        .satisfies(
            result ->
                assertThat(result.getMessages())
                    .containsExactly("[INFO] Chart.yaml: icon is recommended"));
  }

  @Test
  void everyObject_isStrictlyValid_inThreeVersionsOfKubernetes() throws IOException {
    Set<Object> seen = new HashSet<>();
    List<Path> files = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (ChartVariant variant : ChartVariant.values()) {
      List<Rendered> objects = Chart.objects(read(file(variant)));
      assertThat(Rendered.ids(objects)).as("%s", variant).doesNotHaveDuplicates();
      // most are alike in several variants; each is looked at once
      List<Rendered> unseen = objects.stream().filter(o -> seen.add(o.content())).toList();
      Path file = directory.resolve(variant.fileName() + ".yaml");
      files.add(
          Files.writeString(
              file,
              Chart.yaml().dumpAll(unseen.stream().<Object>map(Rendered::content).iterator())));
      unseen.stream()
          .filter(object -> !OPERATORS_KINDS.contains(object.kind()))
          .forEach(
              object ->
                  VERSIONS.forEach(
                      version ->
                          expected.add(
                              "INFO %s passed for resource %s against version %s"
                                  .formatted(file, kubernetesId(object), version))));
    }
    List<String> lines = validate(VERSIONS, files);
    assertThat(lines).noneMatch(line -> line.startsWith("ERROR") || line.startsWith("FATAL"));
    assertThat(kindsWithoutSchema(lines)).isEqualTo(new TreeSet<>(OPERATORS_KINDS));
    assertThat(lines.stream().filter(line -> line.startsWith("INFO")))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  private static String kubernetesId(Rendered object) {
    return object.kind().toLowerCase(Locale.ROOT) + "/" + object.name();
  }

  /** The check itself: one that accepts everything would prove nothing. */
  @Test
  void misspeltFields_areFound() throws IOException {
    String text = read(file(ChartVariant.MINIMAL));
    Map<String, String> mistakes =
        Map.of(
            "maxUnavailable: 0", "maxUnavailabel: 0",
            "minReadySeconds: 5", "minReadySeconds: five",
            "readOnlyRootFilesystem: true", "readOnlyRootFileSystem: true",
            "whenUnsatisfiable: DoNotSchedule", "unsatisfiable: DoNotSchedule",
            "policyTypes:", "policyType:");
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> mistake : mistakes.entrySet()) {
      assertThat(text).contains(mistake.getKey());
      Path file = directory.resolve("wrong" + files.size() + ".yaml");
      files.add(Files.writeString(file, text.replace(mistake.getKey(), mistake.getValue())));
    }
    List<String> lines = validate(List.of(VERSIONS.getLast()), files);
    for (Path file : files) {
      assertThat(lines).anyMatch(line -> line.startsWith("ERROR " + file));
    }
  }

  private static List<String> validate(List<String> versions, List<Path> files) {
    Path packages =
        PythonPackages.fetch("kubernetes-validate", "chart/kubernetes-validate-requirements.txt");
    List<String> command =
        new ArrayList<>(List.of("python3", "-m", "kubernetes_validate", "--strict"));
    versions.forEach(version -> command.addAll(List.of("-k", version)));
    files.forEach(file -> command.add(file.toString()));
    return Command.run(command, Map.of("PYTHONPATH", packages.toString()), Path.of("."))
        .output()
        .lines()
        .toList();
  }

  private static Set<String> kindsWithoutSchema(List<String> lines) {
    Pattern kind = Pattern.compile("Couldn't find schema for kind (\\w+) with");
    Set<String> kinds = new TreeSet<>();
    lines.forEach(line -> kind.matcher(line).results().forEach(found -> kinds.add(found.group(1))));
    return kinds;
  }

  @Test
  void prometheusObjects_areOfItsOperatorsTypes() {
    List<Rendered> objects = Chart.objects(read(file(ChartVariant.FULL)));
    for (Map.Entry<String, Class<?>> type :
        Map.<String, Class<?>>of(
                "ServiceMonitor", ServiceMonitor.class, "PrometheusRule", PrometheusRule.class)
            .entrySet()) {
      Rendered object = Rendered.one(objects, type.getKey(), Chart.FULL_NAME);
      assertThat(STRICT.convertValue(object.content(), type.getValue())).isNotNull();
    }
    Rendered monitor = Rendered.one(objects, "ServiceMonitor", Chart.FULL_NAME);
    Map<?, ?> wrong =
        Map.of("spec", Map.of("endpoints", List.of(Map.of("prot", "management"))), "kind", "x");
    assertThat(monitor.content()).isNotEqualTo(wrong);
    assertThatThrownBy(() -> STRICT.convertValue(wrong, ServiceMonitor.class))
        .hasMessageContaining("prot");
  }

  /** The fields that we use of External Secrets and the Gateway API, as their operators publish. */
  @Test
  void objectsOfOtherOperators_haveFieldsThatTheyPublish() {
    Map<String, String> apis =
        Map.of(
            "ExternalSecret", "external-secrets.io/v1",
            "Gateway", "gateway.networking.k8s.io/v1",
            "HTTPRoute", "gateway.networking.k8s.io/v1");
    Set<String> known =
        Set.of(
            "ExternalSecret refreshInterval",
            "ExternalSecret secretStoreRef.name",
            "ExternalSecret secretStoreRef.kind",
            "ExternalSecret target.name",
            "ExternalSecret target.creationPolicy",
            "ExternalSecret target.deletionPolicy",
            "ExternalSecret data.secretKey",
            "ExternalSecret data.remoteRef.key",
            "ExternalSecret data.remoteRef.property",
            "Gateway gatewayClassName",
            "Gateway listeners.name",
            "Gateway listeners.protocol",
            "Gateway listeners.port",
            "Gateway listeners.hostname",
            "Gateway listeners.tls.mode",
            "Gateway listeners.tls.certificateRefs.name",
            "Gateway listeners.allowedRoutes.namespaces.from",
            "Gateway tls.frontend.default.validation.mode",
            "Gateway tls.frontend.default.validation.caCertificateRefs.group",
            "Gateway tls.frontend.default.validation.caCertificateRefs.kind",
            "Gateway tls.frontend.default.validation.caCertificateRefs.name",
            "HTTPRoute parentRefs.name",
            "HTTPRoute parentRefs.namespace",
            "HTTPRoute hostnames",
            "HTTPRoute rules.matches.path.type",
            "HTTPRoute rules.matches.path.value",
            "HTTPRoute rules.backendRefs.name",
            "HTTPRoute rules.backendRefs.port");
    Set<String> used = new TreeSet<>();
    for (ChartVariant variant : List.of(ChartVariant.EXTERNAL_SECRETS, ChartVariant.GATEWAY)) {
      for (Rendered object : Chart.objects(read(file(variant)))) {
        if (apis.containsKey(object.kind())) {
          assertThat(object.text("apiVersion")).isEqualTo(apis.get(object.kind()));
          addLeaves(object.kind() + " ", object.at("spec"), used);
        }
      }
    }
    assertThat(used).isEqualTo(new TreeSet<>(known));
  }

  private static void addLeaves(String path, Object node, Set<String> leaves) {
    switch (node) {
      case Map<?, ?> map ->
          map.forEach(
              (name, value) ->
                  addLeaves(path + (path.endsWith(" ") ? "" : ".") + name, value, leaves));
      case List<?> list -> list.forEach(element -> addLeaves(path, element, leaves));
      default -> leaves.add(path);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The types keep what they do not know in a map; here it is a mistake. */
  private static final class WithoutOtherProperties extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated member) {
      return false;
    }
  }
}
