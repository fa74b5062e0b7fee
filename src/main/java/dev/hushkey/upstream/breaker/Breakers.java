package dev.hushkey.upstream.breaker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.faulttolerance.api.CircuitBreakerMaintenance;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/**
 * A circuit breaker for each service, of SmallRye Fault Tolerance. Kept in the process: what a
 * replica cannot reach, another one may. See docs/adr/0052-refresh-in-a-storm.md.
 */
@ApplicationScoped
class Breakers implements Breaker {

  private static final Logger LOG = Logger.getLogger(Breakers.class);
  private static final double PERCENT = 100;

  /** Somebody else's call is the one that was let through; its answer is not long in coming. */
  private static final Duration WHILE_TRYING = Duration.ofSeconds(1);

  private final Map<String, OfService> services = new ConcurrentHashMap<>();
  private final BreakerSettings settings;
  private final CircuitBreakerMaintenance states;
  private final MeterRegistry meters;

  @Inject
  Breakers(BreakerSettings settings, CircuitBreakerMaintenance states, MeterRegistry meters) {
    this.settings = settings;
    this.states = states;
    this.meters = meters;
  }

  @Override
  public <T> Uni<T> call(String service, Supplier<Uni<T>> call, Predicate<T> outage) {
    OfService breaker = breaker(service);
    return Uni.createFrom()
        .deferred(() -> breaker.guarded(call, outage))
        .onFailure(CircuitBreakerOpenException.class)
        .transform(_ -> new BreakerOpen(breaker.left().orElse(WHILE_TRYING)));
  }

  @Override
  public Optional<Duration> openFor(String service) {
    return Optional.ofNullable(services.get(service)).flatMap(OfService::left);
  }

  private OfService breaker(String service) {
    return services.computeIfAbsent(service, this::create);
  }

  private OfService create(String service) {
    OfService created = new OfService(service, settings, states);
    Gauge.builder("hushkey.upstream.breaker.open", created, OfService::gauge)
        .description("1 while this replica does not ask the service, since it did not answer")
        .tag("place", service)
        .strongReference(true)
        .register(meters);
    return created;
  }

  /** A result that is an outage, as a failure: the guard counts failures alone. */
  private static final class Outage extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Object result;

    Outage(Object result) {
      super("an outage", null, false, false);
      this.result = result;
    }
  }

  private static final class OfService {

    private final String service;
    private final Duration pause;
    private final TypedGuard<Uni<Object>> guard;

    private final CircuitBreakerMaintenance states;
    private final String name;

    /** Of the latest time that it opened; zero if it never did. */
    private volatile long openUntil;

    OfService(String service, BreakerSettings settings, CircuitBreakerMaintenance states) {
      this.service = service;
      this.states = states;
      this.name = "upstream " + service;
      this.pause = settings.pause();
      this.guard =
          TypedGuard.create(new TypeLiteral<Uni<Object>>() {})
              .withDescription(name)
              .withThreadOffload(false)
              .withCircuitBreaker()
              .name(name)
              .requestVolumeThreshold(settings.calls())
              .failureRatio(settings.share() / PERCENT)
              .delay(pause.toMillis(), ChronoUnit.MILLIS)
              .successThreshold(1)
              .onStateChange(this::changed)
              .done()
              .build();
    }

    @SuppressWarnings("unchecked") // what comes out is what the call gave
    <T> Uni<T> guarded(Supplier<Uni<T>> call, Predicate<T> outage) {
      Uni<Object> guarded =
          guard.get(
              () ->
                  call.get()
                      .map(
                          result -> {
                            if (outage.test(result)) {
                              throw new Outage(result);
                            }
                            return result;
                          }));
      return (Uni<T>)
          guarded.onFailure(Outage.class).recoverWithItem(thrown -> ((Outage) thrown).result);
    }

    private void changed(CircuitBreakerState now) {
      if (now == CircuitBreakerState.OPEN) {
        openUntil = System.nanoTime() + pause.toNanos();
        LOG.warnf("%s does not answer: it is not asked for %d s", service, pause.toSeconds());
      } else if (now == CircuitBreakerState.CLOSED) {
        LOG.infof("%s answers again", service);
      }
    }

    /** Empty once the pause is over, though nobody has tried yet. */
    Optional<Duration> left() {
      return isIn(CircuitBreakerState.OPEN)
          ? Optional.of(Duration.ofNanos(openUntil - System.nanoTime()))
              .filter(Duration::isPositive)
          : Optional.empty();
    }

    double gauge() {
      return isIn(CircuitBreakerState.OPEN) || isIn(CircuitBreakerState.HALF_OPEN) ? 1 : 0;
    }

    private boolean isIn(CircuitBreakerState state) {
      return openUntil != 0 && states.currentState(name) == state;
    }
  }
}
