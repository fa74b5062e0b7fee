package dev.hushkey.health;

import dev.hushkey.failure.Dependency;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jboss.logging.Logger;

/** The state of one system that we depend on: in the answers to probes and in the metrics. */
public abstract class DependencyCheck implements AsyncHealthCheck {

  private static final Logger LOG = Logger.getLogger(DependencyCheck.class);

  private final Dependency dependency;

  /** Empty before the first look. */
  private final AtomicReference<String> known = new AtomicReference<>("");

  protected DependencyCheck(Dependency dependency) {
    this.dependency = dependency;
  }

  /** What is known now, in a word or two that anybody may read. Never fails; see SharedLook. */
  protected abstract Uni<String> state();

  /** Whether a system in this state serves us. */
  protected boolean isWorking(String state) {
    return state.equals("ready");
  }

  @Override
  public final Uni<HealthCheckResponse> call() {
    return state().map(this::answer);
  }

  private HealthCheckResponse answer(String state) {
    boolean working = isWorking(state);
    String before = known.getAndSet(state);
    if (!state.equals(before) && !(working && before.isEmpty())) {
      LOG.infof("%s: %s", dependency.label(), state);
    }
    return HealthCheckResponse.named(dependency.label())
        .status(working)
        .withData("state", state)
        .build();
  }

  final String label() {
    return dependency.label();
  }

  /** 1 while it is in this state, else 0; not a number before the first look. */
  protected final double in(String state) {
    String now = known.get();
    return now.isEmpty() ? Double.NaN : now.equals(state) ? 1 : 0;
  }

  /** 1 or 0; not a number before the first look. */
  final double up() {
    String state = known.get();
    return state.isEmpty() ? Double.NaN : isWorking(state) ? 1 : 0;
  }
}
