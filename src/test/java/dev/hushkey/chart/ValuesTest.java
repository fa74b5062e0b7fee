package dev.hushkey.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * values.yaml describes each value, values.schema.json knows the same names, and README.md says the
 * same. {@code mvn -Pquick test -Dtest=ValuesTest -Dupdate} writes it.
 */
class ValuesTest {

  private static final Path README = Chart.DIRECTORY.resolve("README.md");
  private static final Path SCHEMA = Chart.DIRECTORY.resolve("values.schema.json");

  private static JsonNode schema() throws IOException {
    return new ObjectMapper().readTree(SCHEMA.toFile());
  }

  @Test
  void readme_isAsValuesDescribeThemselves() throws IOException {
    String described = ValuesPage.page();
    if (System.getProperty("update") != null) {
      Files.writeString(README, described);
    }
    assertThat(Files.readString(README))
        .as("stale? mvn -Pquick test -Dtest=ValuesTest -Dupdate")
        .isEqualTo(described);
  }

  @Test
  void everyValue_hasAComment() {
    assertThat(ValuesPage.values())
        .hasSizeGreaterThan(100)
        .allSatisfy(
            value -> assertThat(value.comment()).as(value.path()).matches(".*[.](\\*\\*)?"));
  }

  @Test
  void everyValue_isOnThePage() {
    Set<String> described = new TreeSet<>();
    ValuesPage.values().forEach(value -> described.add(value.path()));
    assertThat(leaves("", Values.defaults(), described)).isEqualTo(described);
  }

  /** The values, except what is inside of one that is described as a whole. */
  private static Set<String> leaves(String prefix, Map<?, ?> values, Set<String> wholes) {
    Set<String> leaves = new TreeSet<>();
    values.forEach(
        (name, value) -> {
          String path = prefix + name;
          if (value instanceof Map<?, ?> map && !wholes.contains(path)) {
            leaves.addAll(leaves(path + ".", map, wholes));
          } else {
            leaves.add(path);
          }
        });
    return leaves;
  }

  @Test
  void schema_knowsExactlyTheValues() throws IOException {
    Set<String> known = new TreeSet<>();
    Set<String> open = new TreeSet<>();
    addNames("", schema(), known, open);
    known.remove("global"); // Helm's own
    Set<String> values = new TreeSet<>();
    addPaths("", Values.defaults(), open, values);
    // what a value has below it, but no default sets
    known.removeIf(path -> path.matches("timeouts\\..*|(migration\\.)?resources\\..*"));
    values.removeIf(path -> path.matches("(migration\\.)?resources\\..*"));
    assertThat(known).isEqualTo(values);
  }

  private void addNames(String prefix, JsonNode node, Set<String> names, Set<String> open)
      throws IOException {
    JsonNode resolved = resolve(node);
    if (!resolved.has("properties")) {
      open.add(prefix);
      return;
    }
    resolved
        .get("properties")
        .properties()
        .forEach(
            property -> {
              String path = prefix.isEmpty() ? property.getKey() : prefix + "." + property.getKey();
              names.add(path);
              try {
                addNames(path, property.getValue(), names, open);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
  }

  private static JsonNode resolve(JsonNode node) throws IOException {
    return node.has("$ref") ? schema().at(node.get("$ref").asText().substring(1)) : node;
  }

  private static void addPaths(
      String prefix, Map<?, ?> values, Set<String> open, Set<String> paths) {
    values.forEach(
        (name, value) -> {
          String path = prefix.isEmpty() ? name.toString() : prefix + "." + name;
          paths.add(path);
          if (value instanceof Map<?, ?> map && !open.contains(path)) {
            addPaths(path, map, open, paths);
          }
        });
  }

  /** A name that the schema does not know is refused, wherever the chart knows all names. */
  @Test
  void schema_isClosed() throws IOException {
    List<String> unclosed = new ArrayList<>();
    findUnclosed("", schema(), unclosed);
    assertThat(unclosed).isEmpty();
  }

  private static void findUnclosed(String path, JsonNode node, List<String> unclosed) {
    if (node.has("properties") && !node.path("additionalProperties").isBoolean()) {
      // of Kubernetes' own: it validates them
      if (!path.endsWith("/extraEnv/items")) {
        unclosed.add(path);
      }
    }
    node.properties()
        .forEach(
            member ->
                findUnclosed(
                    path + "/" + member.getKey().replace("properties/", ""),
                    member.getValue(),
                    unclosed));
  }

  @Test
  void noValue_canBeASecret() throws IOException {
    Pattern secret = Pattern.compile("(?i)(password|secret|token|key)$");
    // the names of Secrets and of keys in them
    Set<String> references = Set.of("objectName", "secretKey", "secretRef");
    List<String> suspicious = new ArrayList<>();
    Set<String> names = new TreeSet<>();
    addNames("", schema(), names, new TreeSet<>());
    for (String name : names) {
      if (secret.matcher(name).find()) {
        JsonNode node = schema();
        for (String part : name.split("\\.")) {
          node = resolve(node).get("properties").get(part);
        }
        String reference = node.path("$ref").asText().replace("#/definitions/", "");
        if (!references.contains(reference)) {
          suspicious.add(name);
        }
      }
    }
    assertThat(suspicious).isEmpty();
  }

  @Test
  void appVersion_isThatOfHushkey() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String version =
        pom.replaceFirst("(?s).*?<artifactId>hushkey</artifactId>\\s*<version>([^<]+)<.*", "$1");
    assertThat(Values.read(Chart.DIRECTORY.resolve("Chart.yaml")).get("appVersion"))
        .isEqualTo(version);
  }
}
