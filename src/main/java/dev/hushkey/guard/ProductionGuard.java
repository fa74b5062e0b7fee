package dev.hushkey.guard;

import dev.hushkey.settings.Finding;
import io.smallrye.config.SmallRyeConfig;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What must hold in every profile but {@code dev} and {@code test} (docs/production-guard.md). It
 * only looks at the configuration; what Vault says about our token is asked at each log-in.
 */
public final class ProductionGuard {

  /** In the order of docs/production-guard.md. */
  static final List<GuardRule> RULES =
      Stream.of(
              SecretRules.all(),
              DatabaseRules.all(),
              VaultRules.all(),
              TlsRules.all(),
              KeycloakRules.all(),
              DoorRules.all(),
              LogRules.all(),
              DevelopmentRules.all())
          .flatMap(Collection::stream)
          .toList();

  private ProductionGuard() {}

  /** The same of what {@code hushkey migrate} uses. */
  public static List<Finding> findingsOfMigration(SmallRyeConfig config) {
    return DatabaseRules.migration().check().apply(new InstallationView(config));
  }

  /** Everything that is not safe, by the rules of this room; empty if nothing is. */
  public static List<Finding> findings(SmallRyeConfig config) {
    InstallationView view = new InstallationView(config);
    return RULES.stream().flatMap(rule -> rule.check().apply(view).stream()).distinct().toList();
  }
}
