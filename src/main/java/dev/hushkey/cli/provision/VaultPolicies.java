package dev.hushkey.cli.provision;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The policies of {@code vault-policies/}, filled in for the assistants of an installation. */
public final class VaultPolicies {

  /** All policies. The last one is written by hand, once, because no token may write its own. */
  public static final List<String> NAMES =
      List.of("serve", "rotate", "shred", "seal", "inspect", "provision");

  /** Those that {@code vault provision} writes. */
  static final List<String> PROVISIONED = List.of("serve", "rotate", "shred", "seal", "inspect");

  /** Where the Kubernetes method is usually mounted. */
  public static final String KUBERNETES = "kubernetes";

  private static final String PLACE = "ASSISTANT";
  private static final Pattern BLOCK =
      Pattern.compile(
          "^path \"[^\"]*ASSISTANT[^\"]*\" \\{$.*?^}$\\n?", Pattern.MULTILINE | Pattern.DOTALL);

  private VaultPolicies() {}

  /** The same where the Kubernetes method has its usual place, or none. */
  public static String render(String name, Collection<String> assistants, String mount) {
    return render(name, assistants, mount, KUBERNETES);
  }

  /**
   * The text of one policy: each block with {@code ASSISTANT} in its path is repeated for each
   * assistant.
   *
   * @param mount where Transit is mounted
   * @param kubernetes where the Kubernetes method is mounted
   * @throws IllegalArgumentException there is no such policy
   */
  public static String render(
      String name, Collection<String> assistants, String mount, String kubernetes) {
    Matcher blocks = BLOCK.matcher(text(name));
    String filled =
        blocks.replaceAll(block -> Matcher.quoteReplacement(forEach(block.group(), assistants)));
    return filled
        .replace("path \"transit/", "path \"" + mount + "/")
        .replace("path \"sys/mounts/transit\"", "path \"sys/mounts/" + mount + "\"")
        .replace("path \"auth/kubernetes/", "path \"auth/" + kubernetes + "/");
  }

  private static String forEach(String block, Collection<String> assistants) {
    return assistants.stream()
        .sorted()
        .map(assistant -> block.replace(PLACE, assistant))
        .collect(Collectors.joining("\n"));
  }

  private static String text(String name) {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException("one of " + String.join(", ", NAMES));
    }
    String resource = "/vault-policies/" + name + ".hcl";
    try (InputStream in = VaultPolicies.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is missing in this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
