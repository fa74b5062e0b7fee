package dev.hushkey.seal;

import dev.hushkey.secret.SecretReference;
import dev.hushkey.secret.SecretText;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.response.AuthResponse;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Our log-in at Vault by AppRole: made when first needed, renewed before it ends, made anew when it
 * died. Blocks; call it on virtual threads.
 */
@Singleton
final class VaultSession {

  private static final Logger LOG = Logger.getLogger(VaultSession.class);

  /**
   * How long a refusal is believed: a second one so soon after a new log-in is the policy's doing,
   * and a secret-id that was refused stays refused. Without this, each call would log in anew, and
   * each log-in leaves a token behind in Vault.
   */
  static final Duration BELIEVE_REFUSAL = Duration.ofSeconds(5);

  private final SealConfig config;
  private final VaultDriver driver;
  private final Clock clock;

  private volatile Login current;
  private CompletableFuture<Login> flight;
  private Instant replacedUntil = Instant.MIN;
  private Instant refusedUntil = Instant.MIN;

  VaultSession(SealConfig config, VaultDriver driver, Clock clock) {
    this.config = config;
    this.driver = driver;
    this.clock = clock;
  }

  /** Something to ask of Vault with a token. */
  @FunctionalInterface
  interface Request<T> {
    T sendTo(Vault client) throws VaultException, VaultFault;
  }

  /**
   * Asks with our token. If the token is not accepted, a new one is fetched and the request
   * repeated, once.
   *
   * @throws VaultFault FORBIDDEN only if a fresh token is not allowed to do this either
   */
  <T> T ask(Request<T> request) throws VaultFault {
    Login login = loggedIn();
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
  void ensureLoggedIn() throws VaultFault {
    loggedIn();
  }

  /**
   * Logs in early, so that the first caller does not wait; a Vault that is away is no reason to
   * stop.
   */
  void logInAtStart(@Observes StartupEvent started) {
    Thread.ofVirtual()
        .name("vault-log-in")
        .start(
            () -> {
              try {
                ensureLoggedIn();
              } catch (VaultFault fault) {
                LOG.warnf("Not logged in at Vault yet: %s", fault.getMessage());
              }
            });
  }

  /** Renews the token when two thirds of its lease are over. Does nothing the rest of the time. */
  @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  void renewWhenDue() {
    Login login = current;
    if (login == null || !login.isDue(clock.instant())) {
      return;
    }
    try {
      renew(login);
    } catch (VaultFault fault) {
      LOG.warnf("The Vault token is not renewed yet: %s", fault.getMessage());
    }
  }

  private void renew(Login login) throws VaultFault {
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
      // The token nears its maximum age: what is left gets shorter with each renewal.
      newLogin(login);
    } else {
      replace(login, login.renewedAt(now));
    }
  }

  private static <T> T send(Request<T> request, Login login) throws VaultFault {
    try {
      return request.sendTo(login.client());
    } catch (VaultException failure) {
      throw VaultFault.of(failure);
    }
  }

  private Login loggedIn() throws VaultFault {
    Login login = current;
    return login == null || login.isOver(clock.instant()) ? newLogin(login) : login;
  }

  private Login replacementOf(Login refused, VaultFault fault) throws VaultFault {
    synchronized (this) {
      boolean stillTheSame = current == refused;
      if (stillTheSame && clock.instant().isBefore(replacedUntil)) {
        throw fault;
      }
      if (stillTheSame) {
        replacedUntil = clock.instant().plus(BELIEVE_REFUSAL);
      }
    }
    return newLogin(refused);
  }

  private synchronized void replace(Login old, Login renewed) {
    if (current == old) {
      current = renewed;
    }
  }

  /** However many ask at once, one log-in is made, and all get its outcome. */
  private Login newLogin(Login stale) throws VaultFault {
    CompletableFuture<Login> outcome;
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

  private CompletableFuture<Login> takeOff() throws VaultFault {
    if (clock.instant().isBefore(refusedUntil)) {
      throw new VaultFault(
          VaultFault.Kind.CREDENTIALS_REFUSED, "our AppRole credentials were refused just now");
    }
    CompletableFuture<Login> outcome = new CompletableFuture<>();
    // On a thread of its own: a caller who gives up must not take the log-in of the others along.
    Thread pilot = Thread.ofVirtual().name("vault-log-in").unstarted(() -> logIn(outcome));
    Duration limit = config.connectTimeout().plus(config.requestTimeout());
    CompletableFuture<Login> landed =
        outcome
            .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((login, failure) -> land(pilot, login, failure));
    pilot.start();
    return landed;
  }

  private void logIn(CompletableFuture<Login> outcome) {
    try {
      outcome.complete(logIn());
    } catch (VaultFault | RuntimeException failure) {
      outcome.completeExceptionally(failure);
    }
  }

  private synchronized void land(Thread pilot, Login login, Throwable failure) {
    flight = null;
    if (failure == null) {
      current = login;
      return;
    }
    pilot.interrupt();
    if (failure instanceof VaultFault fault
        && fault.kind() == VaultFault.Kind.CREDENTIALS_REFUSED) {
      refusedUntil = clock.instant().plus(BELIEVE_REFUSAL);
      LOG.errorf("Vault log-in by AppRole: %s", fault.getMessage());
    }
  }

  private Login logIn() throws VaultFault {
    Instant now = clock.instant();
    SecretText roleId = read("hushkey.vault.app-role.role-id-file", config.appRole().roleIdFile());
    SecretText secretId =
        read("hushkey.vault.app-role.secret-id-file", config.appRole().secretIdFile());
    AuthResponse answer;
    try {
      answer =
          driver
              .anonymous()
              .auth()
              .loginByAppRole(config.appRole().mount(), roleId.reveal(), secretId.reveal());
    } catch (VaultException failure) {
      throw ofLogIn(VaultFault.of(failure));
    }
    return loginOf(answer, now);
  }

  private Login loginOf(AuthResponse answer, Instant now) throws VaultFault {
    String token = answer.getAuthClientToken();
    if (token == null || token.isEmpty()) {
      throw new VaultFault(VaultFault.Kind.AWAY, "an answer to the log-in that holds no token");
    }
    LOG.infof(
        "Logged in at Vault for %d seconds with policies %s",
        answer.getAuthLeaseDuration(), answer.getAuthPolicies());
    return new Login(
        driver.withToken(SecretText.of(token)),
        now,
        Duration.ofSeconds(answer.getAuthLeaseDuration()),
        answer.isAuthRenewable());
  }

  private static VaultFault ofLogIn(VaultFault fault) {
    return fault.kind() == VaultFault.Kind.AWAY
        ? fault
        : new VaultFault(
            VaultFault.Kind.CREDENTIALS_REFUSED, "refused the credentials, " + fault.getMessage());
  }

  private static SecretText read(String setting, Path file) throws VaultFault {
    try {
      return new SecretReference("file:" + file).read();
    } catch (IllegalStateException unreadable) {
      throw new VaultFault(
          VaultFault.Kind.CREDENTIALS_REFUSED, setting + ": " + unreadable.getMessage());
    }
  }

  private static Login await(CompletableFuture<Login> outcome) throws VaultFault {
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

  /**
   * One log-in. The token is inside the client and nowhere else.
   *
   * @param granted how long Vault lets it live; zero means for ever
   */
  private record Login(Vault client, Instant since, Duration granted, boolean renewable) {

    boolean isDue(Instant now) {
      return renewable
          && !granted.isZero()
          && !now.isBefore(since.plus(granted.multipliedBy(2).dividedBy(3)));
    }

    boolean isOver(Instant now) {
      return !granted.isZero() && !now.isBefore(since.plus(granted));
    }

    Login renewedAt(Instant now) {
      return new Login(client, now, granted, renewable);
    }
  }
}
