package dev.hushkey.oauth.request;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The door of clients: authenticates them, and lets nobody guess a secret unseen. A failure is in
 * the log and in a metric by client, many at one address are on record, and they are answered later
 * and later. Who has the secret is never made to wait, wherever it comes from, so guessing locks
 * nobody out.
 */
@ApplicationScoped
public class Clients {

  private static final String METRIC = "hushkey.client.authentication.failures";
  private static final String UNKNOWN = "unknown";

  /** Waiting answers cost memory; further ones are not delayed. */
  private static final int MAX_WAITING = 1000;

  private final ClientAuthentication authentication;
  private final FailedAttempts attempts;
  private final AuditTrail audit;
  private final MeterRegistry meters;
  private final CurrentVertxRequest request;
  private final AtomicInteger waiting = new AtomicInteger();

  @Inject
  Clients(
      ClientAuthentication authentication,
      AuditTrail audit,
      MeterRegistry meters,
      CurrentVertxRequest request,
      Clock clock) {
    this.authentication = authentication;
    this.attempts = new FailedAttempts(clock);
    this.audit = audit;
    this.meters = meters;
    this.request = request;
  }

  /**
   * The authenticated assistant.
   *
   * @return fails with {@link Failure.ClientNotAuthenticated}, the same for an unknown client and a
   *     wrong secret, or as malformed when the request uses two methods
   */
  public Uni<Assistant> authenticate(HttpHeaders headers, RequestParameters parameters) {
    List<String> values = headers.getRequestHeaders().get(HttpHeaders.AUTHORIZATION);
    List<String> authorization = values == null ? List.of() : values;
    try {
      return Uni.createFrom().item(authentication.authenticate(authorization, parameters));
    } catch (FailureException refused) {
      return refused.failure() instanceof Failure.ClientNotAuthenticated
          ? failed(authentication.claimed(authorization, parameters), refused)
          : Uni.createFrom().failure(refused);
    }
  }

  private Uni<Assistant> failed(Optional<Assistant> claimed, FailureException refused) {
    String address = request.getCurrent().request().remoteAddress().hostAddress();
    meters
        .counter(METRIC, "client", claimed.map(known -> known.id().value()).orElse(UNKNOWN))
        .increment();
    if (claimed.isEmpty()) {
      Log.infof("Somebody at %s did not authenticate as any client that is known", address);
      return Uni.createFrom().failure(refused);
    }
    Assistant client = claimed.get();
    FailedAttempts.Outcome outcome = attempts.failed(client.id(), address);
    Log.warnf(
        "%s did not authenticate at %s, failure %d in a row of this address",
        client.id(), address, outcome.failures());
    return record(client, address, outcome)
        .chain(() -> delay(outcome.delay()))
        .chain(() -> Uni.createFrom().failure(refused));
  }

  /** That it could not be recorded must not become another answer. */
  private Uni<Void> record(Assistant client, String address, FailedAttempts.Outcome outcome) {
    return outcome.goesOnRecord()
        ? audit
            .record(new AuditEvent.ClientNotAuthenticated(client.id(), address, outcome.failures()))
            .onFailure()
            .invoke(away -> Log.warnf("Failures of %s are not on record: %s", client.id(), away))
            .onFailure()
            .recoverWithNull()
        : Uni.createFrom().voidItem();
  }

  private Uni<Void> delay(Duration delay) {
    if (delay.isZero() || waiting.get() >= MAX_WAITING) {
      return Uni.createFrom().voidItem();
    }
    waiting.incrementAndGet();
    return Uni.createFrom()
        .voidItem()
        .onItem()
        .delayIt()
        .by(delay)
        .onTermination()
        .invoke(waiting::decrementAndGet)
        .emitOn(sameContext());
  }

  /** The rest of the request runs where it began, with its correlation id. */
  private static Executor sameContext() {
    Context context = Vertx.currentContext();
    return context == null ? Runnable::run : task -> context.runOnContext(_ -> task.run());
  }
}
