package dev.hushkey.timeout;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * Pools of connections to further servers of the same cluster, which only read: with the role and
 * the TLS of the service's own pool.
 */
@Singleton
public class FurtherPools {

  private final DatabasePool own;

  @Inject
  FurtherPools(DatabasePool own) {
    this.own = own;
  }

  /**
   * A pool to another server. Nothing is connected yet.
   *
   * @param address one that {@link #isAddress}
   * @param size how many connections at most
   * @param statement how long one statement may take
   * @throws IllegalStateException before the service's own pool is made
   */
  public Pool open(String address, int size, Duration statement) {
    return Pool.newInstance(own.reading(options(address), size, statement));
  }

  /** Whether this is the address of a server and a database, and nothing else. */
  public static boolean isAddress(String address) {
    try {
      URI uri = new URI(address);
      return uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getPath() != null
          && uri.getPath().length() > 1
          && !options(address).isUsingDomainSocket();
    } catch (URISyntaxException | IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  private static PgConnectOptions options(String address) {
    return PgConnectOptions.fromUri(address.replaceFirst("^vertx-reactive:", ""));
  }
}
