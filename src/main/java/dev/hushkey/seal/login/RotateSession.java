package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultSettings;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/**
 * The second log-in, for key maintenance: the log-in that serves may not rotate, and vice versa.
 */
@Startup
@Singleton
public final class RotateSession {

  private static final String PREFIX = VaultSettings.PREFIX + ".rotate";

  private final Optional<VaultSession> session;

  @Inject
  RotateSession(VaultSettings config, VaultDriver driver, Clock clock) {
    this.session =
        config
            .rotate()
            .map(rotate -> LoginMethods.of(rotate, PREFIX, driver))
            .map(
                method ->
                    new VaultSession(
                        config, method, Optional.of(LoginSafety.of(driver, config)), clock));
  }

  public Optional<VaultSession> find() {
    return session;
  }

  /** It is rarely used, so its token may expire in between: the next use logs in again. */
  @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void renewWhenDue() {
    session.ifPresent(VaultSession::renewWhenDue);
  }
}
