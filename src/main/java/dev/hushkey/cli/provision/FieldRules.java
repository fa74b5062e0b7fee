package dev.hushkey.cli.provision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hushkey.cli.session.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the fields of one thing in Vault may hold. Whatever no rule names must be unset: a field
 * that somebody sets, or that a later Vault adds, is shown and not passed over.
 */
final class FieldRules {

  private static final Set<String> SINGLE_ADDRESSES = Set.of("/32", "/128");

  private final Map<String, Object> written = new TreeMap<>();
  private final Map<String, Fixed> fixed = new TreeMap<>();
  private final Map<String, String> unsaid = new TreeMap<>();
  private final Set<String> free = new TreeSet<>();

  private record Fixed(Object value, String why) {}

  /** We write this value. */
  FieldRules written(String name, Object value) {
    written.put(name, value);
    return this;
  }

  /** It must have this value, and we cannot give it; absent counts as unset. */
  FieldRules fixed(String name, Object value, String why) {
    fixed.put(name, new Fixed(value, why));
    return this;
  }

  /** What this option sets: written if it is given, and otherwise left as somebody set it. */
  FieldRules option(String name, Optional<?> value, String option) {
    if (value.isPresent()) {
      return written(name, value.get());
    }
    unsaid.put(name, option);
    return this;
  }

  /** They may hold anything: no concern of ours. */
  FieldRules free(String... names) {
    free.addAll(Arrays.asList(names));
    return this;
  }

  /** All that is to be written. */
  Map<String, Object> toWrite() {
    return Map.copyOf(written);
  }

  /** How a thing differs, if it is there. */
  Differences compare(Optional<JsonNode> found) {
    Differences differences = new Differences();
    written.forEach((name, value) -> compareWritten(name, value, found, differences));
    found.ifPresent(
        data -> {
          fixed.forEach((name, rule) -> compareFixed(name, rule, data.path(name), differences));
          unsaid.forEach((name, option) -> compareUnsaid(name, option, data, differences));
          data.properties().stream()
              .filter(field -> !isNamed(field.getKey()) && !isUnset(field.getValue()))
              .forEach(
                  field ->
                      differences.conflict(
                          line("-", field.getKey(), field.getValue(), "should not be set")));
        });
    return differences;
  }

  private static void compareWritten(
      String name, Object value, Optional<JsonNode> found, Differences differences) {
    JsonNode should = node(value);
    JsonNode is = found.map(data -> data.path(name)).orElse(MissingNode.getInstance());
    if (!same(is, should)) {
      found.ifPresent(_ -> differences.different(line("-", name, is, "")));
      differences.different(line("+", name, should, ""));
    }
  }

  private static void compareFixed(String name, Fixed rule, JsonNode is, Differences differences) {
    JsonNode should = node(rule.value());
    if (!same(is, should)) {
      differences.conflict(line("-", name, is, ""));
      differences.conflict(line("+", name, should, rule.why()));
    }
  }

  private static void compareUnsaid(
      String name, String option, JsonNode data, Differences differences) {
    if (!isUnset(data.path(name))) {
      differences.unsaid(
          line("-", name, data.path(name), "is left as it is: say what it should be, " + option));
    }
  }

  private boolean isNamed(String name) {
    return written.containsKey(name)
        || fixed.containsKey(name)
        || unsaid.containsKey(name)
        || free.contains(name);
  }

  private static String line(String sign, String name, JsonNode value, String note) {
    String text = value.isMissingNode() ? "(not set)" : value.toString();
    return sign + " " + name + " " + text + (note.isEmpty() ? "" : "  (" + note + ")");
  }

  private static JsonNode node(Object value) {
    return Json.MAPPER.valueToTree(value);
  }

  private static boolean same(JsonNode is, JsonNode should) {
    if (isUnset(is) && isUnset(should)) {
      return true;
    }
    return words(is).equals(words(should));
  }

  /** Vault leaves the length of the network away where it is a single address. */
  private static List<String> words(JsonNode value) {
    List<String> words = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(each -> words.add(withoutSingle(each.asText())));
    } else {
      words.add(value.toString());
    }
    return words;
  }

  private static String withoutSingle(String network) {
    return SINGLE_ADDRESSES.stream()
        .filter(network::endsWith)
        .findFirst()
        .map(end -> network.substring(0, network.length() - end.length()))
        .orElse(network);
  }

  private static boolean isUnset(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isContainerNode() && value.isEmpty())
        || (value.isTextual() && value.asText().isEmpty())
        || (value.isNumber() && value.asLong() == 0)
        || (value.isBoolean() && !value.asBoolean());
  }
}
