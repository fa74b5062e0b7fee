package dev.hushkey.standby;

import dev.hushkey.gather.GatherSettings;
import dev.hushkey.timeout.FurtherPools;
import dev.hushkey.wire.Outages;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** The standby, if there is one, and what came of asking it. */
@Singleton
public class Standby {

  private static final Logger LOG = Logger.getLogger(Standby.class);
  private static final long LOOK_EVERY_MILLIS = 1000;

  /** After the pool of the primary, whose log-in it takes. */
  private static final int LATE = 5000;

  /**
   * How far behind it is, by the commit that it replayed last. A quiet primary has one every few
   * seconds, the heartbeat's, which is also there when none was replayed since the start.
   */
  private static final String LOOK =
      """
      select case when pg_is_in_recovery()
                  then (extract(epoch from clock_timestamp()
                          - greatest(pg_last_xact_replay_timestamp(), t.alive_at)) * 1000)::bigint
                  else 0 end as lag
        from database_timeline t
      """;

  private final StandbySettings settings;
  private final FurtherPools pools;
  private final GatherSettings gather;
  private final Vertx vertx;
  private final MeterRegistry meters;
  private final StandbyUse use;

  private volatile Pool pool;
  private volatile double lagSeconds = Double.NaN;
  private volatile long timer = -1;

  @Inject
  Standby(
      StandbySettings settings,
      FurtherPools pools,
      GatherSettings gather,
      Vertx vertx,
      MeterRegistry meters) {
    this.settings = settings;
    this.pools = pools;
    this.gather = gather;
    this.vertx = vertx;
    this.meters = meters;
    this.use = new StandbyUse(settings, System::nanoTime);
  }

  /** What came of a hand-out that might have been looked at there first. */
  public enum Outcome {
    /** Its first look was there, and the last look agreed. */
    ANSWERED,
    /** It said no, or that the token has to be refreshed first: the primary was asked. */
    REFUSED,
    /** It said yes, and the last look did not: the primary was asked. */
    OVERTAKEN,
    /** It said nothing in time: the primary was asked. */
    FAILED,
    /** It rests, and was not asked. */
    RESTING
  }

  void begin(@Observes @Priority(LATE) StartupEvent started) {
    if (!isConfigured()) {
      return;
    }
    // One more than statements run at once, so that a look of ours need not wait for them.
    pool =
        pools.open(
            settings.url().orElseThrow(),
            gather.maxConcurrentStatements() + 1,
            settings.patience());
    Gauge.builder("hushkey.standby.lag", () -> lagSeconds)
        .description("How far the standby is behind; nothing while it does not answer")
        .baseUnit("seconds")
        .register(meters);
    Gauge.builder("hushkey.standby.in.use", () -> use.isInUse() ? 1 : 0)
        .description("Whether the standby takes first looks")
        .register(meters);
    for (Outcome outcome : Outcome.values()) {
      count(outcome, 0);
    }
    look();
    timer = vertx.setPeriodic(LOOK_EVERY_MILLIS, _ -> look());
  }

  @PreDestroy
  void end() {
    if (pool != null) {
      vertx.cancelTimer(timer);
      pool.closeAndForget();
    }
  }

  /** Whether the installation has one. */
  public boolean isConfigured() {
    return settings.url().isPresent();
  }

  /** Whether it is to be asked now. */
  public boolean isInUse() {
    return use.isInUse();
  }

  /** How long it may take. */
  public Duration patience() {
    return settings.patience();
  }

  /** Asks it. Fails when it does not answer in time; it rests then. */
  public <T> Uni<T> ask(Function<Pool, Uni<T>> work) {
    return inTime(work.apply(pool)).onItem().invoke(use::answered).onFailure().invoke(this::failed);
  }

  private <T> Uni<T> inTime(Uni<T> work) {
    return work.ifNoItem().after(settings.patience()).fail();
  }

  private void failed(Throwable thrown) {
    use.failed();
    if (!(thrown instanceof TimeoutException) && Outages.classify(thrown).isEmpty()) {
      LOG.error("A first look at the standby failed unexpectedly", thrown);
    }
  }

  /** Counts what came of it. */
  public void note(Outcome outcome) {
    count(outcome, 1);
    switch (outcome) {
      case ANSWERED -> use.lastLook(true);
      case OVERTAKEN -> use.lastLook(false);
      case REFUSED, FAILED, RESTING -> {}
    }
  }

  private void count(Outcome outcome, double one) {
    meters
        .counter("hushkey.standby.looks", "outcome", outcome.name().toLowerCase(Locale.ROOT))
        .increment(one);
  }

  private void look() {
    inTime(pool.query(LOOK).execute().map(rows -> lag(rows.iterator().next())))
        .subscribe()
        .with(lag -> looked(Optional.of(lag)), _ -> looked(Optional.empty()));
  }

  private static Duration lag(Row row) {
    return Duration.ofMillis(Math.max(0, row.getLong("lag")));
  }

  private void looked(Optional<Duration> lag) {
    lagSeconds = lag.map(time -> time.toMillis() / 1000.0).orElse(Double.NaN);
    use.looked(lag);
  }
}
