package dev.hushkey.account.turn;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/** What operators see of a rush: how many began, were turned away, and wait. */
@Singleton
class LogInMeters {

  private final Turns turns;
  private final AtomicLong waiting = new AtomicLong();
  private final Counter begun;
  private final Counter turnedAway;

  @Inject
  LogInMeters(Turns turns, MeterRegistry meters) {
    this.turns = turns;
    Gauge.builder("hushkey.log.ins.waiting", waiting, AtomicLong::get)
        .description("People who wait for a log-in, at all replicas; every replica tells the same")
        .register(meters);
    this.begun =
        Counter.builder("hushkey.log.ins.begun")
            .description("Log-ins that this replica let begin while they are held to a rate")
            .register(meters);
    this.turnedAway =
        Counter.builder("hushkey.log.ins.turned.away")
            .description("People whom this replica told to come back later")
            .register(meters);
  }

  void begun() {
    begun.increment();
  }

  void turnedAway() {
    turnedAway.increment();
  }

  @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
  Uni<Void> look() {
    return turns.pace().isOn()
        ? turns.waiting().invoke(waiting::set).onFailure().recoverWithNull().replaceWithVoid()
        : Uni.createFrom().voidItem();
  }
}
