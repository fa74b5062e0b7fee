package dev.hushkey.seal.login;

import dev.hushkey.failure.Dependency;
import dev.hushkey.health.DependencyCheck;
import dev.hushkey.health.SharedLook;
import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.seal.vault.VirtualThreads;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.response.HealthResponse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.Wellness;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;

/**
 * Well means: Vault is unsealed, and we are logged in. A standby counts: it uses Transit keys
 * itself (OpenBao 2.5 or newer) or forwards requests. One small request without a token, see <a
 * href="https://openbao.org/api-docs/system/health/">sys/health</a>. Checks, and refreshes of
 * tokens that we issued, need no Vault.
 */
@Wellness
@Singleton
public class VaultHealthCheck extends DependencyCheck {

  private static final Set<String> WORKING = Set.of("ready", "standby");

  private static final String SEALED = "sealed";

  private final VaultDriver driver;
  private final VaultSession session;
  private final VaultSettings config;
  private final SharedLook<String> look = new SharedLook<>(this::ask);

  public VaultHealthCheck(VaultDriver driver, VaultSession session, VaultSettings config) {
    super(Dependency.VAULT);
    this.driver = driver;
    this.session = session;
    this.config = config;
  }

  void register(@Observes StartupEvent started, MeterRegistry meters) {
    Gauge.builder("hushkey.vault.sealed", this, check -> check.in(SEALED))
        .description("1 while Vault is sealed: somebody has to unseal it")
        .strongReference(true)
        .register(meters);
  }

  @Override
  protected Uni<String> state() {
    return look.get();
  }

  @Override
  protected boolean isWorking(String state) {
    return WORKING.contains(state);
  }

  private Uni<String> ask() {
    return VirtualThreads.run("vault-health", config.requestTimeout(), this::seen)
        .onFailure(TimeoutException.class)
        .recoverWithItem("no answer in time");
  }

  private String seen() {
    try {
      // Only the root namespace answers a health check.
      String state = stateOf(driver.anonymous().debug().withNameSpace(null).health());
      if (WORKING.contains(state)) {
        session.ensureLoggedIn();
      }
      return state;
    } catch (VaultException failure) {
      return VaultFault.of(failure).getMessage();
    } catch (VaultFault _) {
      // The reason is only in the log, because this answer needs no authentication.
      return "not logged in";
    }
  }

  private static String stateOf(HealthResponse health) {
    int status = health.getRestResponse().getStatus();
    return switch (status) {
      case 200 -> "ready";
      case 429, 473 -> "standby";
      case 472 -> "secondary for disaster recovery";
      case 501 -> "not initialized";
      case 503 -> SEALED;
      default -> "status " + status;
    };
  }
}
