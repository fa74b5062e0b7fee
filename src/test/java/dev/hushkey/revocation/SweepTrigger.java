package dev.hushkey.revocation;

import dev.hushkey.link.Links;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.eventbus.EventBus;
import io.vertx.mutiny.sqlclient.Pool;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The real sweep, but only when a test says so: what a cut-off ends must be dead before any sweep,
 * and a test that moves the database's instants must know that none is under way.
 */
public class SweepTrigger extends Sweep {

  private SweepTrigger(Mutiny.SessionFactory sessions, Pool pool, EventBus bus, Links links) {
    super(sessions, pool, bus, links, null);
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
