package dev.hushkey.timeout;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.AsyncResult;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.impl.command.CommandResponse;
import org.jboss.logging.Logger;

/**
 * Closes a connection whose server refuses to write: it was the primary once, or is a standby that
 * a proxy took for one. The caller is told to come back (SQLSTATE 25006 is an outage), and the pool
 * opens another connection, which leads to the primary as soon as the proxy knows it. Otherwise the
 * pool would keep this one, which answers quickly and never well.
 */
final class FormerPrimary extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = Logger.getLogger(FormerPrimary.class);

  /** {@code read_only_sql_transaction}. */
  private static final String READ_ONLY = "25006";

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    channel.fireChannelRead(message);
    if (message instanceof CommandResponse<?> response && isRefused(response.toAsyncResult())) {
      LOG.warn("Closed a connection: PostgreSQL is read-only there");
      var _ = channel.close();
    }
  }

  private static boolean isRefused(AsyncResult<?> result) {
    return result.cause() instanceof PgException refused && READ_ONLY.equals(refused.getSqlState());
  }
}
