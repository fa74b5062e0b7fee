package dev.hushkey.wire;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import io.quarkus.oidc.OIDCException;
import io.smallrye.mutiny.CompositeException;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells an outage of the database from a bug, by the driver's exception. */
public final class Outages {

  private static final Set<String> OF_OUR_BOUNDS = Set.of("57014", "55P03", "25P03");

  private Outages() {}

  /** What the driver says of a connection that has ended, or that it did not get in time. */
  private static final List<String> OF_A_CONNECTION =
      List.of(
          "Timeout",
          "Timeout waiting for connection",
          "Connection was closed",
          "Connection is not active now",
          "Pending requests failed to be sent");

  /**
   * The failure to report, if this was an outage. Everything below a store talks only to
   * PostgreSQL, so an unclassified connection error is the database's.
   */
  public static Optional<Failure> classify(Throwable thrown) {
    Set<Throwable> all = everythingIn(thrown);
    Optional<Failure> known =
        all.stream()
            .filter(FailureException.class::isInstance)
            .map(cause -> ((FailureException) cause).failure())
            .findFirst();
    return known.or(
        () ->
            all.stream()
                .filter(cause -> isConnectionLoss(cause) || isServerGoingAway(cause))
                .map(cause -> unavailable(cause))
                .findFirst());
  }

  private static Failure unavailable(Throwable cause) {
    return FailureException.unavailable(Dependency.POSTGRESQL, cause).failure();
  }

  /**
   * With all causes: when a connection dies in a transaction, the failure of the roll-back comes
   * beside that of the statement.
   */
  private static Set<Throwable> everythingIn(Throwable thrown) {
    Set<Throwable> found = new LinkedHashSet<>();
    collect(thrown, found);
    return found;
  }

  private static void collect(Throwable thrown, Set<Throwable> found) {
    if (thrown == null || !found.add(thrown)) {
      return;
    }
    if (thrown instanceof CompositeException several) {
      several.getCauses().forEach(cause -> collect(cause, found));
    }
    collect(thrown.getCause(), found);
    for (Throwable suppressed : thrown.getSuppressed()) {
      collect(suppressed, found);
    }
  }

  private static boolean isConnectionLoss(Throwable cause) {
    return cause instanceof SocketException
        || isReset(cause)
        || cause instanceof ClosedChannelException
        || cause instanceof ConnectionPoolTooBusyException
        || cause instanceof ClosedConnectionException
        || isOfDriver(cause);
  }

  /** Netty reports a reset with the bare type, which unreadable JSON also has as its parent. */
  private static boolean isReset(Throwable cause) {
    String message = cause.getMessage();
    return cause instanceof IOException
        && message != null
        && (message.startsWith("Connection reset") || message.startsWith("Broken pipe"));
  }

  /** The driver uses these types for programming mistakes too, but not with these messages. */
  private static boolean isOfDriver(Throwable cause) {
    String message = cause.getMessage();
    return (cause instanceof NoStackTraceThrowable || cause instanceof VertxException)
        && message != null
        && OF_A_CONNECTION.stream().anyMatch(message::startsWith);
  }

  /**
   * SQLSTATE classes of <a
   * href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL, Appendix
   * A</a>: 08 connection exception, 53 insufficient resources, 57P operator intervention, 25006
   * read-only (a former primary after a fail-over), 40 serialization failure and deadlock; and the
   * ends of our own bounds: 57014 on statements, 55P03 on locks, 25P03 on idle transactions.
   */
  private static boolean isServerGoingAway(Throwable cause) {
    String state = stateOf(cause);
    if (state == null) {
      return false;
    }
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.startsWith("40")
        || OF_OUR_BOUNDS.contains(state)
        || state.equals("25006");
  }

  /** Null if it has none. A session wraps the driver's exception in one of JDBC. */
  private static String stateOf(Throwable cause) {
    return switch (cause) {
      case PgException refused -> refused.getSqlState();
      case SQLException wrapped -> wrapped.getSQLState();
      default -> null;
    };
  }

  /** Quarkus OIDC wraps network failures of the identity provider. */
  public static boolean isIdentityProviderAway(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof java.io.IOException
          || cause instanceof OIDCException
          || cause instanceof java.util.concurrent.TimeoutException) {
        return true;
      }
    }
    return false;
  }
}
