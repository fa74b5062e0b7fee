package dev.hushkey.handout.refresh;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;

/** Waits without a thread, and goes on upon the Vert.x context of the one who waits. */
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
