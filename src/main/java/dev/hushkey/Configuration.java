package dev.hushkey;

import dev.hushkey.account.page.PageSettings;
import dev.hushkey.account.turn.LogInSettings;
import dev.hushkey.assistant.AssistantSettings;
import dev.hushkey.caller.CallerSettings;
import dev.hushkey.cell.CellSettings;
import dev.hushkey.expiry.RetentionSettings;
import dev.hushkey.expiry.SweepSettings;
import dev.hushkey.gather.GatherSettings;
import dev.hushkey.handout.exchange.ExchangeSettings;
import dev.hushkey.health.ClockSettings;
import dev.hushkey.oauth.authorize.PushedRequestSettings;
import dev.hushkey.oauth.keys.ExchangeKeySettings;
import dev.hushkey.oauth.keys.SigningKeySettings;
import dev.hushkey.revocation.RevocationSettings;
import dev.hushkey.revocation.approval.ApprovalSettings;
import dev.hushkey.revocation.pace.PaceSettings;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.settings.AllSettings;
import dev.hushkey.standby.StandbySettings;
import dev.hushkey.timeline.RestoreSettings;
import dev.hushkey.timeout.AdmissionSettings;
import dev.hushkey.timeout.TimeoutSettings;
import dev.hushkey.trace.TraceSettings;
import dev.hushkey.transitkeys.RewrapSettings;
import dev.hushkey.upstream.UpstreamSettings;
import dev.hushkey.upstream.breaker.BreakerSettings;
import dev.hushkey.wire.IssuerSettings;
import dev.hushkey.wire.QuarkusSettings;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.SmallRyeConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/**
 * The settings of all features, read together: none is available while any is invalid. What is
 * valid and not safe was refused before, in {@link Main}. Give each interface of {@link
 * Installation#INTERFACES} a producer.
 */
@Singleton
class Configuration {

  /** Runs before anything that a wrong setting could misdirect. */
  private static final int FIRST = Integer.MIN_VALUE;

  private final AllSettings all;

  @Inject
  Configuration(Config config) {
    this.all =
        Main.checked()
            .orElseGet(() -> new Installation(config.unwrap(SmallRyeConfig.class)))
            .settings();
    AllSettings.refuse(all.findings());
  }

  void checkAtStart(@Observes @Priority(FIRST) StartupEvent started) {
    // Constructing this object is the check.
  }

  @Produces
  @Singleton
  IssuerSettings issuer() {
    return all.of(IssuerSettings.class);
  }

  @Produces
  @Singleton
  CellSettings cell() {
    return all.of(CellSettings.class);
  }

  @Produces
  @Singleton
  RestoreSettings restore() {
    return all.of(RestoreSettings.class);
  }

  @Produces
  @Singleton
  ClockSettings clock() {
    return all.of(ClockSettings.class);
  }

  @Produces
  @Singleton
  @Named("pages")
  PageSettings pages() {
    return all.of(PageSettings.class);
  }

  @Produces
  @Singleton
  QuarkusSettings quarkus() {
    return all.of(QuarkusSettings.class);
  }

  @Produces
  @Singleton
  TimeoutSettings timeouts() {
    return all.of(TimeoutSettings.class);
  }

  @Produces
  @Singleton
  AdmissionSettings admission() {
    return all.of(AdmissionSettings.class);
  }

  @Produces
  @Singleton
  TraceSettings traces() {
    return all.of(TraceSettings.class);
  }

  @Produces
  @Singleton
  GatherSettings gather() {
    return all.of(GatherSettings.class);
  }

  @Produces
  @Singleton
  StandbySettings standby() {
    return all.of(StandbySettings.class);
  }

  @Produces
  @Singleton
  VaultSettings vault() {
    return all.of(VaultSettings.class);
  }

  @Produces
  @Singleton
  RewrapSettings rewrap() {
    return all.of(RewrapSettings.class);
  }

  @Produces
  @Singleton
  CallerSettings callers() {
    return all.of(CallerSettings.class);
  }

  @Produces
  @Singleton
  SigningKeySettings signingKeys() {
    return all.of(SigningKeySettings.class);
  }

  @Produces
  @Singleton
  ExchangeKeySettings exchangeKeys() {
    return all.of(ExchangeKeySettings.class);
  }

  @Produces
  @Singleton
  PushedRequestSettings pushedRequests() {
    return all.of(PushedRequestSettings.class);
  }

  @Produces
  @Singleton
  ExchangeSettings exchange() {
    return all.of(ExchangeSettings.class);
  }

  @Produces
  @Singleton
  SweepSettings sweep() {
    return all.of(SweepSettings.class);
  }

  @Produces
  @Singleton
  RetentionSettings retention() {
    return all.of(RetentionSettings.class);
  }

  @Produces
  @Singleton
  RevocationSettings revocation() {
    return all.of(RevocationSettings.class);
  }

  @Produces
  @Singleton
  ApprovalSettings approval() {
    return all.of(ApprovalSettings.class);
  }

  @Produces
  @Singleton
  PaceSettings pace() {
    return all.of(PaceSettings.class);
  }

  @Produces
  @Singleton
  LogInSettings logIns() {
    return all.of(LogInSettings.class);
  }

  @Produces
  @Singleton
  AssistantSettings assistants() {
    return all.of(AssistantSettings.class);
  }

  @Produces
  @Singleton
  UpstreamSettings upstream() {
    return all.of(UpstreamSettings.class);
  }

  @Produces
  @Singleton
  BreakerSettings breaker() {
    return all.of(UpstreamSettings.class).breaker();
  }
}
