package dev.hushkey.revocation.pace;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Holds the clean-up of all replicas together to a rate, on average over seconds. The table {@code
 * sweep_pace} says until when what was cleaned up takes it up (ADR 68).
 */
@ApplicationScoped
public class SweepPace {

  /** Steps a second, so that a low rate is no train of bursts. */
  private static final int STEPS = 5;

  private static final String USE =
      """
      update sweep_pace
         set used_until = greatest(used_until, clock_timestamp())
                          + cast(:links as float8) / cast(:rate as float8) * interval '1 second'
      returning cast(extract(epoch from used_until - clock_timestamp()) * 1000 as bigint)
      """;

  private final int rate;
  private final Vertx vertx;

  @Inject
  SweepPace(PaceSettings settings, Vertx vertx) {
    this(settings.linksPerSecond(), vertx);
  }

  private SweepPace(int rate, Vertx vertx) {
    this.rate = rate;
    this.vertx = vertx;
  }

  /**
   * One of this rate.
   *
   * @param rate links per second; 0 for no limit
   */
  public static SweepPace of(int rate, Vertx vertx) {
    return new SweepPace(rate, vertx);
  }

  /** As many links per second as these, or as many as are allowed. */
  public double bound(double linksPerSecond) {
    return rate == 0 ? linksPerSecond : Math.min(rate, linksPerSecond);
  }

  /** How many links a step may take, of as many as it would. */
  public int chunk(int most) {
    return rate == 0 ? most : Math.clamp(rate / STEPS, 1, most);
  }

  /**
   * Takes up the rate for so many links, at the end of the caller's transaction: until it commits,
   * others wait here.
   *
   * @return how long to rest before the next step
   */
  public Uni<Duration> use(Mutiny.Session session, int links) {
    return rate == 0 || links == 0
        ? Uni.createFrom().item(Duration.ZERO)
        : session
            .createNativeQuery(USE, Long.class)
            .setParameter("links", links)
            .setParameter("rate", rate)
            .getSingleResult()
            .map(millis -> Duration.ofMillis(Math.max(0, millis)));
  }

  /** Waits for so long. */
  public Uni<Void> rest(Duration time) {
    return time.isZero()
        ? Uni.createFrom().voidItem()
        : Uni.createFrom()
            .emitter(waiting -> vertx.setTimer(time.toMillis(), _ -> waiting.complete(null)));
  }
}
