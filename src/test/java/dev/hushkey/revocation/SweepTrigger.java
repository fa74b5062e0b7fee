package dev.hushkey.revocation;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.errand.Errands;
import dev.hushkey.link.Links;
import dev.hushkey.revocation.pace.SweepPace;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.eventbus.EventBus;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The real sweep, but only when a test says so: what a cut-off ends must be dead before any sweep,
 * and a test that moves the database's instants must know that none is under way.
 */
public class SweepTrigger extends Sweep {

  private SweepTrigger(Mutiny.SessionFactory sessions, Pool pool, EventBus bus, Links links) {
    this(sessions, pool, bus, links, new Defaults());
  }

  private SweepTrigger(
      Mutiny.SessionFactory sessions,
      Pool pool,
      EventBus bus,
      Links links,
      RevocationSettings settings) {
    super(
        bus,
        new SweepLeases(pool, SweepPace.of(0, null), settings),
        new CleanUp(
            sessions,
            links,
            new LogOuts(pool, null, errands(pool), settings),
            errands(pool),
            SweepPace.of(0, null),
            settings),
        null,
        new CutOffs(pool, null));
  }

  private static Errands errands(Pool pool) {
    return new Errands(new Assistants(List.of()), pool);
  }

  private static final class Defaults implements RevocationSettings {

    @Override
    public Duration sweepEvery() {
      return Duration.ofSeconds(10);
    }

    @Override
    public int logOutTries() {
      return 1;
    }

    @Override
    public TicketRule ticket() {
      return TicketRule.OPTIONAL;
    }

    @Override
    public Duration keptFor() {
      return Duration.ofDays(400);
    }
  }

  /** Takes the place of the sweep until the end of the test. */
  public static SweepTrigger install(
      Mutiny.SessionFactory sessions, Pool pool, EventBus bus, Links links) {
    SweepTrigger sweep = new SweepTrigger(sessions, pool, bus, links);
    QuarkusMock.installMockForType(sweep, Sweep.class);
    return sweep;
  }

  @Override
  void startSoon() {}

  @Override
  Uni<Void> wakeUp(String ignored) {
    return Uni.createFrom().voidItem();
  }

  @Override
  Uni<Void> sweepAll() {
    return Uni.createFrom().voidItem();
  }

  /** Puts away all that is left. */
  public void sweepNow() {
    try {
      VertxContextSupport.subscribeAndAwait(super::sweepAll);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
