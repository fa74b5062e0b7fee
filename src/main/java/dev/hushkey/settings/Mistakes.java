package dev.hushkey.settings;

import dev.hushkey.secret.SecretReference;
import dev.hushkey.secret.SecretText;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The mistakes in a configuration, collected so that all are reported at once. */
public final class Mistakes {

  private final boolean guarded;
  private final List<Finding> found = new ArrayList<>();
  private final Set<String> malformed = new HashSet<>();

  /**
   * None so far.
   *
   * @param guarded whether the profile is guarded: whether addresses of other machines have to be
   *     https
   */
  public Mistakes(boolean guarded) {
    this.guarded = guarded;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** The number so far. */
  public int size() {
    return found.size();
  }

  List<Finding> found() {
    return List.copyOf(found);
  }

  /** Adds one. The reason must not repeat the value, which may be a secret on the wrong line. */
  public void add(String key, String reason) {
    found.add(new Finding(key, reason));
  }

  /** Adds one about a setting that could not be read; further mistakes about it are dropped. */
  void malformed(String key, String reason) {
    if (malformed.add(key)) {
      add(key, reason);
    }
  }

  /** Whether a setting below this prefix could not be read. */
  public boolean isMalformedBelow(String prefix) {
    return malformed.stream().anyMatch(key -> key.startsWith(prefix + "."));
  }

  /** Does nothing for a setting that is already reported as missing or malformed. */
  public void check(boolean holds, String key, String reason) {
    if (!holds && !malformed.contains(key)) {
      add(key, reason);
    }
  }

  /** As {@link #check}, in a guarded profile. */
  public void checkWhereGuarded(boolean holds, String key, String reason) {
    check(holds || !guarded, key, reason);
  }

  /** The referenced secrets; one that cannot be read is a mistake and is left out. */
  public List<SecretText> readSecrets(String key, List<String> references) {
    List<SecretText> secrets = new ArrayList<>();
    for (String reference : references) {
      try {
        secrets.add(new SecretReference(reference.strip()).read());
      } catch (IllegalArgumentException | IllegalStateException unreadable) {
        add(key, unreadable.getMessage());
      }
    }
    return secrets;
  }

  /** Checks the address of a third-party server. */
  public void checkHttps(String key, URI uri) {
    check(
        isHttps(uri) || isHttpOnThisMachine(uri),
        key,
        uri + " must be https (http is for this machine's own addresses only)");
  }

  /**
   * Checks the address of one of our services: without TLS, it would carry tokens in clear text.
   */
  public void checkHttpsWhereGuarded(String key, URI uri) {
    boolean isWeb = isHttps(uri) || "http".equalsIgnoreCase(uri.getScheme());
    check(isWeb, key, "must begin with https://");
    check(
        !isWeb || isHttps(uri) || !guarded || isHttpOnThisMachine(uri),
        key,
        "must begin with https://: it would carry tokens in clear text");
  }

  private static boolean isHttps(URI uri) {
    return "https".equalsIgnoreCase(uri.getScheme());
  }

  /**
   * Whether it is plain http to this machine. Only the literal name or number counts: DNS must not
   * decide whether we encrypt.
   */
  public static boolean isHttpOnThisMachine(URI uri) {
    if (!"http".equalsIgnoreCase(uri.getScheme())) {
      return false;
    }
    try {
      return "localhost".equalsIgnoreCase(uri.getHost())
          || InetAddress.ofLiteral(uri.getHost().replaceAll("^\\[|]$", "")).isLoopbackAddress();
    } catch (IllegalArgumentException notANumber) {
      return false;
    }
  }
}
