package dev.hushkey.guard;

import dev.hushkey.settings.Finding;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where Vault is; what our token may do there is asked at each log-in. */
final class VaultRules {

  private static final String ADDRESS = "hushkey.vault.address";
  private static final String AUTHORITY = "hushkey.vault.tls.ca-file";

  private VaultRules() {}

  static List<GuardRule> all() {
    return List.of(
        new GuardRule(
            "Vault is the one that was meant: its address is a host, and its certificate is signed"
                + " by the authority that is named. Any authority of the JDK could sign for"
                + " another.",
            List.of(ADDRESS, AUTHORITY),
            VaultRules::address));
  }

  private static List<Finding> address(InstallationView view) {
    Optional<URI> address = view.find(ADDRESS).flatMap(VaultRules::parse);
    List<Finding> found = new ArrayList<>();
    if (address.isEmpty()) {
      // absent or malformed: reported with the settings
      return found;
    }
    URI uri = address.get();
    if (uri.getRawPath() != null && !uri.getRawPath().replace("/", "").isEmpty()
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      found.add(
          new Finding(ADDRESS, "must be scheme, host and port only, without /v1 and namespaces"));
    }
    boolean https = "https".equals(uri.getScheme().toLowerCase(Locale.ROOT));
    if (https && view.find(AUTHORITY).isEmpty()) {
      found.add(
          new Finding(
              AUTHORITY,
              "is missing: any authority that the JDK trusts could vouch for another Vault",
              "Name the file of the authority that signed Vault's certificate"));
    }
    return found;
  }

  private static Optional<URI> parse(String text) {
    try {
      return Optional.of(URI.create(text.strip())).filter(uri -> uri.getScheme() != null);
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }
}
