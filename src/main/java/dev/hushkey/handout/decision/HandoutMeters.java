package dev.hushkey.handout.decision;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Function;

/**
 * Times by outcome. There is no tag for a user, a device or a link: their values would be
 * unbounded.
 */
@ApplicationScoped
public class HandoutMeters {

  private final MeterRegistry meters;

  @Inject
  HandoutMeters(MeterRegistry meters) {
    this.meters = meters;
  }

  public <T> Uni<T> handouts(Uni<T> work, Function<T, String> outcome) {
    return timed("hushkey.handouts", work, outcome);
  }

  public <T> Uni<T> checks(Uni<T> work, Function<T, String> outcome) {
    return timed("hushkey.checks", work, outcome);
  }

  private <T> Uni<T> timed(String name, Uni<T> work, Function<T, String> outcome) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Timer.Sample sample = Timer.start(meters);
              return work.onItem()
                  .invoke(item -> stop(sample, name, outcome.apply(item)))
                  .onFailure()
                  .invoke(thrown -> stop(sample, name, outcomeOf(thrown)));
            });
  }

  private void stop(Timer.Sample sample, String name, String outcome) {
    sample.stop(meters.timer(name, "outcome", outcome));
  }

  private static String outcomeOf(Throwable thrown) {
    if (!(thrown instanceof FailureException known)) {
      return "unexpected";
    }
    return switch (known.failure()) {
      case Failure.Refused refused -> refused.refusal().wireName();
      case Failure.Unavailable away -> "without-" + away.dependency().label();
      case Failure.SealBroken _ -> "seal-broken";
      default -> "other";
    };
  }
}
