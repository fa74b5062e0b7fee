package dev.hushkey.timeout;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.vertx.core.net.impl.NetSocketInternal;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.impl.Connection;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.impl.SqlConnectionInternal;
import io.vertx.sqlclient.impl.command.CommandResponse;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Closes a connection on which an answer is due and nothing comes: a server that was stopped, or
 * whose network swallows, keeps no bound of its own. The commands that wait fail as on any closed
 * connection, and the pool drops it. The driver has no bound for this, so we listen between its
 * codec and its connection, where commands and their responses pass.
 */
final class SilentServer extends ChannelDuplexHandler {

  private static final Logger LOG = Logger.getLogger(SilentServer.class);

  /** Vert.x's names of its own handlers. */
  private static final String IDLE = "idle";

  private static final String CONNECTION = "handler";

  private final Duration limit;

  // Used on the connection's event loop alone.
  private int unanswered;
  private long lastHeard;
  private ScheduledFuture<?> check;

  private SilentServer(Duration limit) {
    this.limit = limit;
  }

  /**
   * Watches a new connection, and for a server that became read-only; on its event loop. Ends the
   * bound on opening it.
   */
  static void watch(SqlConnection opened, Duration limit) {
    ChannelPipeline pipeline = socket(opened).channelHandlerContext().pipeline();
    pipeline.addBefore(CONNECTION, SilentServer.class.getSimpleName(), new SilentServer(limit));
    pipeline.addBefore(CONNECTION, FormerPrimary.class.getSimpleName(), new FormerPrimary());
    pipeline.remove(IDLE);
  }

  /** Closes a new connection for good, so that the pool does not get it. */
  static void close(SqlConnection opened) {
    var _ = socket(opened).close();
  }

  private static NetSocketInternal socket(SqlConnection opened) {
    Connection connection = ((SqlConnectionInternal) opened).unwrap().unwrap();
    return ((SocketConnectionBase) connection).socket();
  }

  @Override
  public void write(ChannelHandlerContext channel, Object command, ChannelPromise promise) {
    if (unanswered == 0) {
      lastHeard = System.nanoTime();
      checkIn(channel, limit.toNanos());
    }
    unanswered++;
    var _ = channel.write(command, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    if (message instanceof CommandResponse) {
      unanswered--;
      lastHeard = System.nanoTime();
    }
    channel.fireChannelRead(message);
  }

  /** One timer at a time, which a busy connection does not restart for each command. */
  private void checkIn(ChannelHandlerContext channel, long nanos) {
    if (check == null) {
      check = channel.executor().schedule(() -> check(channel), nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void check(ChannelHandlerContext channel) {
    check = null;
    if (unanswered <= 0 || !channel.channel().isActive()) {
      return;
    }
    long left = limit.toNanos() - (System.nanoTime() - lastHeard);
    if (left > 0) {
      checkIn(channel, left);
      return;
    }
    LOG.warnf("Closed a connection: PostgreSQL has been silent for %s", limit);
    close(channel);
  }

  /**
   * Whoever else closes the connection does it by the driver's codec, which says goodbye, closes
   * its own half, and waits for the server's. It gets as long for that as for any answer.
   */
  @Override
  public void userEventTriggered(ChannelHandlerContext channel, Object event) {
    if (event instanceof ChannelOutputShutdownEvent) {
      var _ =
          channel.executor().schedule(() -> close(channel), limit.toNanos(), TimeUnit.NANOSECONDS);
    }
    channel.fireUserEventTriggered(event);
  }

  /**
   * Not by way of the codec. A proxy in front of a server that hangs answers a half-closed
   * connection for as long as the server does, and meanwhile the pool would count it and its
   * commands wait.
   */
  private static void close(ChannelHandlerContext channel) {
    var _ = channel.pipeline().firstContext().close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext channel) {
    if (check != null) {
      check.cancel(false);
    }
    channel.fireChannelInactive();
  }
}
