package dev.hushkey.wire;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import io.quarkus.oidc.OIDCException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import java.util.Optional;

/** Tells an outage of the database from a bug, by the driver's exception. */
public final class Outages {

  private Outages() {}

  /**
   * The failure to report, if this was an outage. Everything below a store talks only to
   * PostgreSQL, so an unclassified connection error is the database's.
   */
  public static Optional<Failure> classify(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof FailureException known) {
        return Optional.of(known.failure());
      }
      if (isConnectionLoss(cause) || isServerGoingAway(cause)) {
        return Optional.of(FailureException.unavailable(Dependency.POSTGRESQL, cause).failure());
      }
      if (cause.getCause() == cause) {
        break;
      }
    }
    return Optional.empty();
  }

  private static boolean isConnectionLoss(Throwable cause) {
    return cause instanceof java.net.ConnectException
        || cause instanceof java.net.SocketException
        || cause instanceof java.nio.channels.ClosedChannelException
        || isPoolTimeout(cause)
        || cause instanceof ConnectionPoolTooBusyException
        || cause instanceof io.vertx.sqlclient.ClosedConnectionException
        || (cause instanceof io.vertx.core.VertxException
            && cause.getMessage() != null
            && cause.getMessage().contains("Connection was closed"));
  }

  /** The pool uses this exception type for programming mistakes too, but not this message. */
  private static boolean isPoolTimeout(Throwable cause) {
    return cause instanceof io.vertx.core.impl.NoStackTraceThrowable
        && "Timeout".equals(cause.getMessage());
  }

  /**
   * SQLSTATE classes of <a
   * href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL, Appendix
   * A</a>: 08 connection exception, 53 insufficient resources, 57P operator intervention, 25006
   * read-only (a former primary after a fail-over), 40 serialization failure and deadlock.
   */
  private static boolean isServerGoingAway(Throwable cause) {
    if (!(cause instanceof PgException refused) || refused.getSqlState() == null) {
      return false;
    }
    String state = refused.getSqlState();
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.startsWith("40")
        || state.equals("25006");
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
