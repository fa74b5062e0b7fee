package dev.hushkey.assistant;

import dev.hushkey.secret.SecretReference;
import dev.hushkey.secret.SecretText;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is wrong with a configuration, collected so that all of it is reported at once. */
final class Mistakes {

  private final List<String> found = new ArrayList<>();
  private final Set<String> malformed = new HashSet<>();

  boolean isEmpty() {
    return found.isEmpty();
  }

  int size() {
    return found.size();
  }

  void add(String mistake) {
    found.add(mistake);
  }

  void malformed(String key, String reason) {
    malformed.add(key);
    found.add(key + ": " + reason);
  }

  /** Whether a setting of this block could not be read. */
  boolean isWrong(String block) {
    return malformed.stream().anyMatch(key -> key.startsWith(block + "."));
  }

  /** Says nothing more about a setting that is missing or malformed anyway. */
  void check(boolean holds, String mistake) {
    if (!holds && !malformed.contains(mistake.split(":", 2)[0])) {
      found.add(mistake);
    }
  }

  List<SecretText> readSecrets(String key, List<String> references) {
    List<SecretText> secrets = new ArrayList<>();
    for (String reference : references) {
      try {
        secrets.add(new SecretReference(reference.strip()).read());
      } catch (IllegalArgumentException | IllegalStateException unreadable) {
        found.add(key + ": " + unreadable.getMessage());
      }
    }
    return secrets;
  }

  /** What is not an address may be a secret in the wrong line, so it is not repeated. */
  void checkRedirectUri(String key, String text) {
    if (text.contains("*")) {
      found.add(key + ": patterns are not allowed, list every redirect URI");
      return;
    }
    Optional<Object> uri = SettingValues.parse(text, URI.class);
    if (uri.isEmpty()) {
      found.add(key + ": " + SettingValues.form(URI.class));
      return;
    }
    checkHttps(key, (URI) uri.get());
    check(((URI) uri.get()).getFragment() == null, key + ": " + text + " must not have a fragment");
  }

  void checkHttps(String key, URI uri) {
    check(
        "https".equals(uri.getScheme()) || isLoopback(uri),
        key + ": " + uri + " must be https (http is for this machine's own addresses only)");
  }

  private static boolean isLoopback(URI uri) {
    return "http".equals(uri.getScheme())
        && ("127.0.0.1".equals(uri.getHost())
            || "localhost".equals(uri.getHost())
            || "[::1]".equals(uri.getHost()));
  }

  /** One mistake a line. */
  @Override
  public String toString() {
    return String.join("\n  ", found);
  }
}
