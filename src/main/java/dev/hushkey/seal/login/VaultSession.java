package dev.hushkey.seal.login;

import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.seal.vault.VaultSettings;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.response.AuthResponse;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Our log-in at Vault: made when first needed, renewed before it expires, repeated when it has
 * died. Blocks; call it on virtual threads.
 */
@Singleton
public final class VaultSession {

  private static final Logger LOG = Logger.getLogger(VaultSession.class);

  /**
   * How long a refusal is remembered: a second one so soon after a new log-in comes from the
   * policy, and a refused secret-id stays refused. Without this, each call would log in again, and
   * each log-in leaves a token behind in Vault.
   */
  public static final Duration BELIEVE_REFUSAL = Duration.ofSeconds(5);

  private final Duration limit;
  private final LoginMethod method;
  private final Optional<LoginSafety> safety;
  private final Clock clock;

  private volatile VaultLogin current;
  private CompletableFuture<VaultLogin> flight;
  private Instant replacedUntil = Instant.MIN;
  private Instant refusedUntil = Instant.MIN;

  /** The session that serves. */
  @Inject
  public VaultSession(VaultSettings config, VaultDriver driver, Clock clock) {
    this(
        config,
        LoginMethods.of(config, VaultSettings.PREFIX, driver),
        Optional.of(LoginSafety.of(driver, config)),
        clock);
  }

  /** A session with this method; if a safety check is given, only with log-ins that pass it. */
  public VaultSession(
      VaultSettings config, LoginMethod method, Optional<LoginSafety> safety, Clock clock) {
    this.limit = config.longest();
    this.method = method;
    this.safety = safety;
    this.clock = clock;
  }

  /** A call to Vault with a token. */
  @FunctionalInterface
  public interface Request<T> {
    T sendTo(Vault client) throws VaultException, VaultFault;
  }

  /**
   * Calls Vault with our token. If the token is not accepted, fetches a new one and repeats the
   * request, once.
   *
   * @throws VaultFault FORBIDDEN only if a new token is not allowed to do this either
   */
  public <T> T ask(Request<T> request) throws VaultFault {
    VaultLogin login = loggedIn();
    try {
      return send(request, login);
    } catch (VaultFault fault) {
      if (fault.kind() != VaultFault.Kind.FORBIDDEN) {
        throw fault;
      }
      return send(request, replacementOf(login, fault));
    }
  }

  /** Makes sure that we have a token; logs in if there is none or its lease has ended. */
  public void ensureLoggedIn() throws VaultFault {
    loggedIn();
  }

  /**
   * Logs in at the start, so that the first caller does not wait. An unavailable Vault does not
   * stop the start; one that must not be used does.
   */
  void logInAtStart(@Observes StartupEvent started) {
    try {
      ensureLoggedIn();
    } catch (UnsafeVault unsafe) {
      throw new ConfigurationException(unsafe.getMessage(), Set.of(VaultSettings.PREFIX));
    } catch (VaultFault fault) {
      LOG.warnf("Not logged in at Vault yet: %s", fault.getMessage());
    }
  }

  /**
   * Renews the token when two thirds of its lease are over, and picks up replaced credentials.
   * Otherwise does nothing.
   */
  @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  public void renewWhenDue() {
    VaultLogin login = current;
    if (login == null) {
      return;
    }
    try {
      if (method.hasOtherCredentials()) {
        newLogin(login);
      } else if (login.isDue(clock.instant())) {
        renew(login);
      }
    } catch (VaultFault fault) {
      LOG.warnf("The Vault token could not be renewed yet: %s", fault.getMessage());
    }
  }

  private void renew(VaultLogin login) throws VaultFault {
    Instant now = clock.instant();
    AuthResponse answer;
    try {
      answer = send(client -> client.auth().renewSelf(), login);
    } catch (VaultFault fault) {
      if (fault.kind() != VaultFault.Kind.FORBIDDEN) {
        throw fault;
      }
      newLogin(login);
      return;
    }
    Duration lease = Duration.ofSeconds(answer.getAuthLeaseDuration());
    if (lease.compareTo(login.granted()) < 0) {
      // The token nears its maximum age: each renewal grants less time.
      newLogin(login);
    } else {
      replace(login, login.renewedAt(now));
    }
  }

  private static <T> T send(Request<T> request, VaultLogin login) throws VaultFault {
    try {
      return request.sendTo(login.client());
    } catch (VaultException failure) {
      throw VaultFault.of(failure);
    }
  }

  private VaultLogin loggedIn() throws VaultFault {
    VaultLogin login = current;
    return login == null || login.isOver(clock.instant()) ? newLogin(login) : login;
  }

  /**
   * Remembers only log-ins that succeeded: while one is under way others wait for it, and one that
   * failed says why itself.
   */
  private VaultLogin replacementOf(VaultLogin refused, VaultFault fault) throws VaultFault {
    synchronized (this) {
      if (current == refused && clock.instant().isBefore(replacedUntil)) {
        throw fault;
      }
    }
    VaultLogin replacement = newLogin(refused);
    synchronized (this) {
      replacedUntil = clock.instant().plus(BELIEVE_REFUSAL);
    }
    return replacement;
  }

  private synchronized void replace(VaultLogin old, VaultLogin renewed) {
    if (current == old) {
      current = renewed;
    }
  }

  /** Concurrent callers share one log-in and its outcome. */
  private VaultLogin newLogin(VaultLogin stale) throws VaultFault {
    CompletableFuture<VaultLogin> outcome;
    synchronized (this) {
      if (current != stale) {
        return current;
      }
      if (flight == null) {
        flight = takeOff();
      }
      outcome = flight;
    }
    return await(outcome);
  }

  private CompletableFuture<VaultLogin> takeOff() throws VaultFault {
    if (clock.instant().isBefore(refusedUntil)) {
      throw new VaultFault(
          VaultFault.Kind.CREDENTIALS_REFUSED, "our credentials were refused just now");
    }
    CompletableFuture<VaultLogin> outcome = new CompletableFuture<>();
    // On its own thread: a caller that gives up must not cancel the log-in of the others.
    Thread pilot = Thread.ofVirtual().name("vault-log-in").unstarted(() -> logIn(outcome));
    CompletableFuture<VaultLogin> landed =
        outcome
            .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((login, failure) -> land(pilot, login, failure));
    pilot.start();
    return landed;
  }

  private void logIn(CompletableFuture<VaultLogin> outcome) {
    try {
      outcome.complete(logIn());
    } catch (VaultFault | RuntimeException failure) {
      outcome.completeExceptionally(failure);
    }
  }

  private synchronized void land(Thread pilot, VaultLogin login, Throwable failure) {
    flight = null;
    if (failure == null) {
      current = login;
      return;
    }
    pilot.interrupt();
    if (failure instanceof VaultFault fault
        && fault.kind() == VaultFault.Kind.CREDENTIALS_REFUSED) {
      refusedUntil = clock.instant().plus(BELIEVE_REFUSAL);
      LOG.errorf("Vault log-in by %s: %s", method.name(), fault.getMessage());
    }
  }

  private VaultLogin logIn() throws VaultFault {
    VaultLogin login = method.logIn(clock.instant());
    if (safety.isPresent()) {
      safety.get().require(login);
    }
    LOG.infof("Logged in at Vault by %s for %s", method.name(), login.granted());
    return login;
  }

  private static VaultLogin await(CompletableFuture<VaultLogin> outcome) throws VaultFault {
    try {
      return outcome.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new VaultFault(VaultFault.Kind.AWAY, "gave up waiting for the log-in");
    } catch (ExecutionException failed) {
      throw ofFailedLogIn(failed.getCause());
    }
  }

  private static VaultFault ofFailedLogIn(Throwable failure) {
    return switch (failure) {
      case VaultFault fault -> fault;
      case TimeoutException _ ->
          new VaultFault(VaultFault.Kind.AWAY, "no answer to the log-in in time");
      default -> throw new IllegalStateException("the log-in failed", failure);
    };
  }
}
