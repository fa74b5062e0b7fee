package dev.hushkey;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The clock of this machine. Cut-offs and issuing use the database's instead. */
class SystemClock {

  /** Injected wherever code needs the time, so that tests can move it. */
  @Produces
  @Singleton
  @DefaultBean
  Clock clock() {
    return Clock.systemUTC();
  }
}
