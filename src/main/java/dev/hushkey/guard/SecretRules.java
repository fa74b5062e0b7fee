package dev.hushkey.guard;

import dev.hushkey.guard.InstalledSecret.Origin;
import dev.hushkey.settings.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Secrets that somebody else may know, or guess. */
final class SecretRules {

  /** 32 random bytes hold about thirty different ones; in hexadecimal, about thirteen digits. */
  private static final int LEAST_DIFFERENT = 8;

  /** Where {@code ./hushkey up} keeps its state. */
  private static final String LOCAL_STACK = "/.hushkey/";

  private static final String ANEW = "Make one with: openssl rand -hex 32";

  private static final List<String> OURS =
      List.of(
          "hushkey.assistants.<id>.client-secrets",
          "hushkey.pages.csrf-key-file",
          "quarkus.oidc.login.credentials.secret",
          "quarkus.oidc.login.token-state-manager.encryption-secret",
          "quarkus.keycloak.admin-client.client-secret");

  private static final List<String> ALL =
      List.of("every secret and password, also of assistants, Keycloak and the database");

  private SecretRules() {}

  static List<GuardRule> all() {
    return List.of(
        new GuardRule(
            "A secret that this installation chooses has at least 32 bytes; one that an assistant"
                + " issued to us, or the password of the database, at least 16.",
            OURS,
            SecretRules::shortOnes),
        new GuardRule(
            "A secret is random: at least %d different characters.".formatted(LEAST_DIFFERENT),
            ALL,
            view ->
                findings(
                    view,
                    secret ->
                        secret.bytes() >= secret.origin().leastBytes()
                            && secret.differentBytes() < LEAST_DIFFERENT,
                    "repeats a few characters, so it can be guessed")),
        new GuardRule(
            "No secret is one of an example, such as change-me: everybody knows those.",
            ALL,
            view -> findings(view, InstalledSecret::isExample, "is the secret of an example")),
        new GuardRule(
            "No secret is one of a local stack: these lie on a developer's disk.",
            List.of("every reference to a file below .hushkey/"),
            SecretRules::localOnes),
        new GuardRule(
            "No secret serves two purposes: whoever learns one would hold the other.",
            ALL,
            SecretRules::sharedOnes));
  }

  private static List<Finding> shortOnes(InstallationView view) {
    List<Finding> found = new ArrayList<>();
    for (InstalledSecret secret : InstalledSecret.all(view)) {
      int least = secret.origin().leastBytes();
      if (secret.bytes() < least) {
        found.add(
            new Finding(
                secret.setting(),
                "holds a secret of fewer than %d bytes, which can be guessed".formatted(least),
                secret.origin() == Origin.ISSUED_TO_US
                    ? "Have a longer one issued, and check that it was copied whole"
                    : ANEW));
      }
    }
    return distinct(found);
  }

  private static List<Finding> findings(
      InstallationView view, Predicate<InstalledSecret> isWrong, String problem) {
    return distinct(
        InstalledSecret.all(view).stream()
            .filter(isWrong)
            .map(secret -> new Finding(secret.setting(), problem, ANEW))
            .toList());
  }

  private static List<Finding> localOnes(InstallationView view) {
    List<Finding> found = new ArrayList<>();
    for (String form : List.of("hushkey.**.client-secrets", "hushkey.pages.csrf-key-file")) {
      view.all(form).stream()
          .filter(given -> given.value().contains(LOCAL_STACK))
          .map(given -> new Finding(given.name(), "is a secret of a local stack", ANEW))
          .forEach(found::add);
    }
    return found;
  }

  private static List<Finding> sharedOnes(InstallationView view) {
    List<InstalledSecret> all = InstalledSecret.all(view);
    List<Finding> found = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      InstalledSecret secret = all.get(i);
      firstWith(secret, all.subList(0, i))
          .ifPresent(
              other ->
                  found.add(
                      new Finding(
                          secret.setting(), "is the same secret as " + other.setting(), ANEW)));
    }
    return distinct(found);
  }

  private static Optional<InstalledSecret> firstWith(
      InstalledSecret secret, List<InstalledSecret> others) {
    return others.stream()
        .filter(other -> other.secret().equals(secret.secret()))
        .filter(other -> !protectTheSameLogIn(other.setting(), secret.setting()))
        // An assistant may issue one client for both of its services
        .filter(
            other ->
                other.origin() != Origin.ISSUED_TO_US || secret.origin() != Origin.ISSUED_TO_US)
        .findFirst();
  }

  /** Of one log-in, the cookie while it is under way and the one after it may share a key. */
  private static boolean protectTheSameLogIn(String one, String other) {
    return isCookieKey(one) && isCookieKey(other);
  }

  private static boolean isCookieKey(String setting) {
    String name = new Finding(setting, "").environmentVariable();
    return name.endsWith("_ENCRYPTION_SECRET") || name.endsWith("_STATE_SECRET");
  }

  private static List<Finding> distinct(List<Finding> found) {
    return found.stream().distinct().toList();
  }
}
