package dev.hushkey.sql;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * The clock that all replicas share. A statement that only writes the instant calls {@code
 * clock_timestamp()} itself; this is for code that makes decisions by it.
 */
public final class DatabaseClock {

  private DatabaseClock() {}

  /** The current time in microseconds; later at each call, even within one transaction. */
  public static Uni<Instant> now(Mutiny.Session session) {
    return session.createNativeQuery("select clock_timestamp()", Instant.class).getSingleResult();
  }
}
