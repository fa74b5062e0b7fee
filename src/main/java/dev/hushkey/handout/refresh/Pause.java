package dev.hushkey.handout.refresh;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Waits without blocking a thread, and continues on the caller's Vert.x context. */
@ApplicationScoped
public class Pause {

  private final Vertx vertx;

  @Inject
  Pause(Vertx vertx) {
    this.vertx = vertx;
  }

  public Uni<Void> of(Duration time) {
    return Uni.createFrom()
        .emitter(waiting -> vertx.setTimer(time.toMillis(), _ -> waiting.complete(null)));
  }
}
