package dev.hushkey.cli.provision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.LineDiff;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
   * @param byHand how an administrator makes it, where we may not
   */
  record Mount(String table, String path, String type, Optional<String> byHand)
      implements DesiredState {

    /** Names, versions, and how long a token may live where its role does not say so. */
    private static final FieldRules RULES =
        new FieldRules()
            .free("accessor", "uuid", "description", "deprecation_status", "type")
            .free("plugin_version", "running_plugin_version", "running_sha256")
            .free("seal_wrap", "external_entropy_access")
            .free("config.default_lease_ttl", "config.max_lease_ttl", "config.token_type")
            .free("config.listing_visibility", "config.force_no_cache");

    @Override
    public VaultChange compare(OperatorVault vault) {
      JsonNode found = vault.read(table).path(path + "/");
      Differences differences = new Differences();
      if (found.isMissingNode()) {
        byHand.ifPresentOrElse(
            command -> differences.conflict("+ type %s  (by hand: %s)".formatted(type, command)),
            () -> differences.different("+ type " + type));
        return differences.at(at(), byHand.isPresent());
      }
      if (!found.path("type").asText().equals(type)) {
        differences.conflict("is of type %s, not %s".formatted(found.path("type").asText(), type));
        return differences.at(at(), true);
      }
      return RULES.compare(Optional.of(flat(found))).at(at(), true);
    }

    private static ObjectNode flat(JsonNode mount) {
      ObjectNode flat = ((ObjectNode) mount.deepCopy()).without(List.of("config"));
      mount
          .path("config")
          .properties()
          .forEach(e -> flat.set("config." + e.getKey(), e.getValue()));
      return flat;
    }

    @Override
    public void put(OperatorVault vault) {
      vault.write(at(), Map.of("type", type));
    }

    private String at() {
      return table + "/" + path;
    }
  }

  /**
   * A Transit key that seals. What it is can never be changed.
   *
   * @param scheduled whether we were told how often Vault rotates it
   */
  record Key(String mount, String name, boolean scheduled) implements DesiredState {

    private static final String TYPE = "aes256-gcm96";

    @Override
    public VaultChange compare(OperatorVault vault) {
      Optional<JsonNode> found = vault.find(path());
      Differences differences = rules().compare(found);
      found.ifPresent(key -> compareVersions(key, differences));
      if (found.isEmpty()) {
        toCreate().forEach((field, value) -> differences.different("+ " + field + " " + value));
      }
      return differences.at(path(), found.isPresent());
    }

    private FieldRules rules() {
      FieldRules rules = new FieldRules();
      return (scheduled
              ? rules.free("auto_rotate_period")
              : rules.option("auto_rotate_period", Optional.empty(), "--rotate-every=DAYS or 0"))
          .fixed("type", TYPE, "the type of a key cannot be changed")
          .fixed("derived", true, "ciphertexts would not be bound to their owner")
          .fixed("convergent_encryption", false, "equal tokens would look equal")
          .fixed("exportable", false, "the key could be read out, and that cannot be taken back")
          .fixed("allow_plaintext_backup", false, "a backup would hold the key in clear text")
          .fixed(
              "deletion_allowed",
              false,
              "bao write %s/config deletion_allowed=false".formatted(path()))
          .fixed("imported_key", false, "somebody else may hold the key")
          .fixed("soft_deleted", false, "bao write -f %s/soft-delete-restore".formatted(path()))
          .free("name", "keys", "latest_version", "kdf")
          .free("min_available_version", "min_decryption_version", "min_encryption_version")
          .free("supports_decryption", "supports_derivation", "supports_encryption");
    }

    /** {@code vault retire} and {@code vault shred} raise all three to one version. */
    private static void compareVersions(JsonNode key, Differences differences) {
      int opens = key.path("min_decryption_version").asInt();
      int seals = key.path("min_encryption_version").asInt();
      int kept = Math.max(1, key.path("min_available_version").asInt());
      if (opens != kept) {
        differences.conflict(
            "- min_decryption_version %d  (versions %d to %d are kept but open nothing: lower it, or"
                    .formatted(opens, kept, opens - 1)
                + " end them with hushkey vault retire)");
      }
      if (seals != 0 && seals != opens) {
        differences.conflict(
            "- min_encryption_version %d  (should be 0, or %d as min_decryption_version)"
                .formatted(seals, opens));
      }
    }

    @Override
    public void put(OperatorVault vault) {
      vault.write(path(), toCreate());
    }

    private static Map<String, Object> toCreate() {
      return Map.of("type", TYPE, "derived", true, "exportable", false);
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
      ObjectNode period = Json.MAPPER.createObjectNode();
      found.ifPresent(key -> period.set("auto_rotate_period", key.path("auto_rotate_period")));
      return new FieldRules()
          .written("auto_rotate_period", seconds)
          .compare(found.map(_ -> period))
          .at(path(), found.isPresent());
    }

    @Override
    public void put(OperatorVault vault) {
      vault.write(path(), Map.of("auto_rotate_period", seconds + "s"));
    }

    private String path() {
      return mount + "/keys/" + name + "/config";
    }
  }

  /**
   * A policy.
   *
   * @param byHand how an administrator writes it, where we may not
   */
  record Policy(String name, String text, Optional<String> byHand) implements DesiredState {

    private static final FieldRules RULES =
        new FieldRules().free("name", "policy", "version", "modified", "cas_required");

    @Override
    public VaultChange compare(OperatorVault vault) {
      Optional<JsonNode> found = vault.find(path());
      Differences differences = RULES.compare(found);
      String is = found.map(data -> data.path("policy").asText()).orElse("");
      List<String> lines = LineDiff.of(is.strip(), text.strip());
      if (byHand.isPresent() && !lines.isEmpty()) {
        differences.conflict("(by hand: " + byHand.get() + ")");
      }
      lines.forEach(differences::different);
      return differences.at(path(), found.isPresent() || byHand.isPresent());
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
  record Role(String mount, String name, FieldRules rules) implements DesiredState {

    @Override
    public VaultChange compare(OperatorVault vault) {
      Optional<JsonNode> found = vault.find(path());
      return rules.compare(found).at(path(), found.isPresent());
    }

    @Override
    public void put(OperatorVault vault) {
      vault.write(path(), rules.toWrite());
    }

    private String path() {
      return "auth/" + mount + "/role/" + name;
    }
  }

  /** That Vault knows which Kubernetes reviews the tokens of service accounts. */
  record TokenReviewer(String mount) implements DesiredState {

    @Override
    public VaultChange compare(OperatorVault vault) {
      Differences differences = new Differences();
      boolean isSet =
          vault
              .find(path())
              .filter(config -> !config.path("kubernetes_host").asText().isEmpty())
              .isPresent();
      if (!isSet) {
        differences.conflict(
            "+ kubernetes_host  (by hand: bao write %s kubernetes_host=https://kubernetes.default.svc)"
                .formatted(path()));
      }
      return differences.at(path(), true);
    }

    /** Never: who could write it could log in as any service account. */
    @Override
    public void put(OperatorVault vault) {
      throw new IllegalStateException(path() + " is not ours to write");
    }

    private String path() {
      return "auth/" + mount + "/config";
    }
  }
}
