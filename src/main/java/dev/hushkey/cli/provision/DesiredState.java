package dev.hushkey.cli.provision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.LineDiff;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One thing that Vault should hold: compared first, and written only where it differs. */
sealed interface DesiredState {

  /** How the current state differs from the desired one. Only reads. */
  VaultChange compare(OperatorVault vault);

  /** Makes it so. */
  void put(OperatorVault vault);

  /**
   * A mount.
   *
   * @param table {@code sys/mounts} or {@code sys/auth}
   */
  record Mount(String table, String path, String type) implements DesiredState {

    @Override
    public VaultChange compare(OperatorVault vault) {
      JsonNode found = vault.read(table).path(path + "/");
      if (!found.isMissingNode() && !found.path("type").asText().equals(type)) {
        String line = "is of type %s, not %s".formatted(found.path("type").asText(), type);
        return new VaultChange(at(), VaultChange.Kind.CONFLICT, List.of(line));
      }
      return found.isMissingNode()
          ? VaultChange.of(at(), false, List.of("+ type " + type))
          : VaultChange.of(at(), true, List.of());
    }

    @Override
    public void put(OperatorVault vault) {
      vault.write(at(), Map.of("type", type));
    }

    private String at() {
      return table + "/" + path;
    }
  }

  /** A Transit key. The type of a key can never be changed. */
  record Key(String mount, String name, String type, boolean derived) implements DesiredState {

    @Override
    public VaultChange compare(OperatorVault vault) {
      Optional<JsonNode> found = vault.find(path());
      List<String> lines = Fields.differences(fields(), found);
      return found.isPresent() && !lines.isEmpty()
          ? new VaultChange(path(), VaultChange.Kind.CONFLICT, lines)
          : VaultChange.of(path(), found.isPresent(), lines);
    }

    @Override
    public void put(OperatorVault vault) {
      vault.write(path(), Map.of("type", type, "derived", derived, "exportable", false));
    }

    private Map<String, Object> fields() {
      return Map.of(
          "type", type, "derived", derived, "exportable", false, "deletion_allowed", false);
    }

    private String path() {
      return mount + "/keys/" + name;
    }
  }

  /** How often Vault makes a new version of a key on its own. */
  record Schedule(String mount, String name, long seconds) implements DesiredState {

    @Override
    public VaultChange compare(OperatorVault vault) {
      Optional<JsonNode> found = vault.find(mount + "/keys/" + name);
      List<String> lines = Fields.differences(Map.of("auto_rotate_period", seconds), found);
      return VaultChange.of(path(), found.isPresent(), lines);
    }

    @Override
    public void put(OperatorVault vault) {
      vault.write(path(), Map.of("auto_rotate_period", seconds + "s"));
    }

    private String path() {
      return mount + "/keys/" + name + "/config";
    }
  }

  /** A policy. */
  record Policy(String name, String text) implements DesiredState {

    @Override
    public VaultChange compare(OperatorVault vault) {
      Optional<String> found = vault.find(path()).map(data -> data.path("policy").asText());
      return VaultChange.of(
          path(), found.isPresent(), LineDiff.of(found.orElse("").strip(), text.strip()));
    }

    @Override
    public void put(OperatorVault vault) {
      vault.write(path(), Map.of("policy", text));
    }

    private String path() {
      return "sys/policies/acl/" + name;
    }
  }

  /** A machine account. */
  record Role(String mount, String name, Map<String, Object> settings) implements DesiredState {

    @Override
    public VaultChange compare(OperatorVault vault) {
      Optional<JsonNode> found = vault.find(path());
      return VaultChange.of(path(), found.isPresent(), Fields.differences(settings, found));
    }

    @Override
    public void put(OperatorVault vault) {
      vault.write(path(), settings);
    }

    private String path() {
      return "auth/" + mount + "/role/" + name;
    }
  }

  /** Compares the named values and ignores all others that Vault returns. */
  final class Fields {

    private Fields() {}

    static List<String> differences(Map<String, ?> wanted, Optional<JsonNode> found) {
      List<String> lines = new ArrayList<>();
      new TreeMap<>(wanted)
          .forEach(
              (name, value) -> {
                String should = Json.MAPPER.valueToTree(value).toString();
                String is = found.map(data -> data.path(name).toString()).orElse("");
                if (!is.equals(should)) {
                  found.ifPresent(_ -> lines.add("- " + name + " " + is));
                  lines.add("+ " + name + " " + should);
                }
              });
      return lines;
    }
  }
}
