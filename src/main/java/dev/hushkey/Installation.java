package dev.hushkey;

import dev.hushkey.account.page.PageSettings;
import dev.hushkey.account.turn.LogInSettings;
import dev.hushkey.assistant.AssistantSettings;
import dev.hushkey.caller.CallerSettings;
import dev.hushkey.cell.CellSettings;
import dev.hushkey.doctor.setup.ServiceSettings;
import dev.hushkey.expiry.RetentionSettings;
import dev.hushkey.expiry.SweepSettings;
import dev.hushkey.gather.GatherSettings;
import dev.hushkey.guard.ProductionGuard;
import dev.hushkey.handout.exchange.ExchangeSettings;
import dev.hushkey.health.ClockSettings;
import dev.hushkey.migration.MigrationSettings;
import dev.hushkey.oauth.authorize.PushedRequestSettings;
import dev.hushkey.oauth.keys.ExchangeKeySettings;
import dev.hushkey.oauth.keys.SigningKeySettings;
import dev.hushkey.revocation.RevocationSettings;
import dev.hushkey.revocation.approval.ApprovalSettings;
import dev.hushkey.revocation.pace.PaceSettings;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.settings.AllSettings;
import dev.hushkey.settings.ConfigurationReader;
import dev.hushkey.settings.Finding;
import dev.hushkey.settings.GuardedProfiles;
import dev.hushkey.standby.StandbySettings;
import dev.hushkey.timeline.RestoreSettings;
import dev.hushkey.timeout.AdmissionSettings;
import dev.hushkey.timeout.TimeoutSettings;
import dev.hushkey.trace.TraceSettings;
import dev.hushkey.transitkeys.RewrapSettings;
import dev.hushkey.upstream.UpstreamSettings;
import dev.hushkey.wire.IssuerSettings;
import dev.hushkey.wire.QuarkusSettings;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of an installation, and everything that is wrong with it. The service reads it
 * when it starts; a command can do so without starting the service.
 */
public final class Installation {

  /** All settings, in the order of docs/configuration.md. Add a new interface here. */
  static final List<Class<?>> INTERFACES =
      List.of(
          IssuerSettings.class,
          CellSettings.class,
          ClockSettings.class,
          PageSettings.class,
          LogInSettings.class,
          QuarkusSettings.class,
          MigrationSettings.class,
          RestoreSettings.class,
          TimeoutSettings.class,
          AdmissionSettings.class,
          TraceSettings.class,
          GatherSettings.class,
          StandbySettings.class,
          VaultSettings.class,
          RewrapSettings.class,
          CallerSettings.class,
          SigningKeySettings.class,
          ExchangeKeySettings.class,
          PushedRequestSettings.class,
          ExchangeSettings.class,
          SweepSettings.class,
          RetentionSettings.class,
          RevocationSettings.class,
          PaceSettings.class,
          ApprovalSettings.class,
          UpstreamSettings.class,
          AssistantSettings.class);

  private final SmallRyeConfig config;
  private AllSettings settings;

  Installation(SmallRyeConfig config) {
    this.config = config;
  }

  /**
   * Reads the configuration from where the service reads it: files, the directory of secrets,
   * environment variables and system properties.
   *
   * @throws ConfigurationException it cannot be read at all
   */
  public static Installation read() {
    return new Installation(ConfigurationReader.read());
  }

  /** The active profiles, joined by commas. */
  public String profile() {
    return String.join(",", config.getProfiles().reversed());
  }

  /** Whether the production guard watches this profile. */
  public boolean isGuarded() {
    return GuardedProfiles.anyOf(config.getProfiles());
  }

  /** All that is wrong or, in a guarded profile, not safe; empty if nothing is. */
  public List<Finding> findings() {
    List<Finding> found = new ArrayList<>(settings().findings());
    if (isGuarded()) {
      found.addAll(ProductionGuard.findings(config));
    }
    return found;
  }

  /** For a look at everything that the settings speak of. */
  ServiceSettings serviceSettings(Clock clock) {
    List<Finding> unsafe = isGuarded() ? ProductionGuard.findings(config) : List.of();
    return new ServiceSettings(config, settings(), unsafe, clock);
  }

  /** Reading them takes a tenth of a start, so only who needs them does, and once. */
  synchronized AllSettings settings() {
    if (settings == null) {
      settings = AllSettings.inspect(config, INTERFACES, isGuarded());
    }
    return settings;
  }
}
