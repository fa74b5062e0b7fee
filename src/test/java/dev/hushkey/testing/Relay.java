package dev.hushkey.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A wire to a service, which a test can break in the ways in which wires break. It passes bytes and
 * knows no protocol.
 */
public final class Relay implements AutoCloseable {

  /** What the wire does. */
  public enum State {
    /** Everything arrives. */
    WHOLE,
    /** Connections open, and nothing comes of what is sent: a stopped process, a lost route. */
    SILENT,
    /**
     * As silent, and connections that we close stay open: a proxy in front of a server that hangs.
     */
    HANGING,
    /** Everything arrives, but each thing that we send more than a second late. */
    SLOW,
    /** What we send arrives, and its answer does not. */
    DEAF,
    /** Nobody listens, and open connections end. */
    REFUSED,
    /** A connection is reset as soon as something is sent over it. */
    RESET,
    /** The connection is reset in the middle of an answer. */
    CUT
  }

  private static final int BACKLOG = 200;
  private static final int CHUNK = 8192;

  /** Shorter than any bound on a single wait. */
  private static final Duration LATE = Duration.ofMillis(1200);

  private final InetSocketAddress target;
  private final int port;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket listener;
  private volatile State state = State.WHOLE;
  private volatile Hold hold;

  /** Stops the wire once; see {@link Relay#hold}. */
  private record Hold(CountDownLatch reached, CountDownLatch released) {}

  /** A whole wire to this port of the loopback address, at a port of its own. */
  public Relay(int target) {
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), target);
    this.listener = listen(0);
    this.port = listener.getLocalPort();
    accept(listener);
  }

  /** Where it listens, on the loopback address. */
  public int port() {
    return port;
  }

  /** How many connections are open. */
  public int open() {
    return connections.size();
  }

  /**
   * From now on the wire is like this. Connections that do not fit are reset, so that none is left
   * that has lost bytes.
   */
  public synchronized void become(State next) {
    State before = state;
    state = next;
    if (next == State.REFUSED) {
      close(listener);
      connections.forEach(Connection::reset);
    }
    if (before == State.REFUSED && next != State.REFUSED) {
      listener = listen(port);
      accept(listener);
    }
    if (next == State.WHOLE) {
      connections.stream().filter(connection -> connection.spoilt).forEach(Connection::reset);
    }
  }

  /** New connections are whole, and what hangs goes on hanging until the wire becomes whole. */
  public synchronized void leadElsewhere() {
    state = State.WHOLE;
  }

  /** Resets every open connection; new ones are as good as ever. */
  public void cutAll() {
    connections.forEach(Connection::reset);
  }

  /**
   * Holds back the next thing that is sent over the wire, and all that follows, until {@link
   * #release}.
   */
  public void hold() {
    hold = new Hold(new CountDownLatch(1), new CountDownLatch(1));
  }

  /** Waits until something is being held back. */
  public void awaitHeld() throws InterruptedException {
    hold.reached().await();
  }

  /** Sends what was held back. */
  public void release() {
    Hold held = hold;
    hold = null;
    if (held != null) {
      held.released().countDown();
    }
  }

  @Override
  public void close() {
    release();
    close(listener);
    connections.forEach(Connection::reset);
  }

  private static ServerSocket listen(int port) {
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      return socket;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket from) {
    Thread.ofVirtual()
        .name("relay-" + target.getPort())
        .start(
            () -> {
              while (!from.isClosed()) {
                try {
                  new Connection(from.accept()).start();
                } catch (IOException closedOrRefused) {
                  // The next one may do better.
                }
              }
            });
  }

  /** One connection to us and the one to the service that belongs to it. */
  private final class Connection {

    private final Socket caller;
    private final Socket service;
    private volatile boolean spoilt;

    Connection(Socket caller) throws IOException {
      this.caller = caller;
      this.service = new Socket();
      try {
        service.connect(target);
      } catch (IOException away) {
        caller.close();
        throw away;
      }
      caller.setTcpNoDelay(true);
      service.setTcpNoDelay(true);
    }

    void start() {
      connections.add(this);
      Thread.ofVirtual().start(() -> pump(caller, service, this::sent));
      Thread.ofVirtual().start(() -> pump(service, caller, this::answered));
    }

    private record Chunk(byte[] bytes, int length, OutputStream to) {

      void pass(int count) throws IOException {
        to.write(bytes, 0, count);
        to.flush();
      }
    }

    @FunctionalInterface
    private interface Passing {
      void handle(Chunk chunk) throws IOException, InterruptedException;
    }

    private void pump(Socket from, Socket to, Passing passing) {
      byte[] bytes = new byte[CHUNK];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
          passing.handle(new Chunk(bytes, length, out));
        }
        if (state == State.HANGING) {
          spoilt = true;
        } else {
          end(Socket::close);
        }
      } catch (IOException broken) {
        reset();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void sent(Chunk chunk) throws IOException, InterruptedException {
      Hold held = hold;
      if (held != null) {
        held.reached().countDown();
        held.released().await();
      }
      switch (state) {
        case SILENT, HANGING -> spoilt = true;
        case SLOW -> {
          Thread.sleep(LATE);
          chunk.pass(chunk.length());
        }
        case RESET -> reset();
        default -> chunk.pass(chunk.length());
      }
    }

    private void answered(Chunk chunk) throws IOException {
      switch (state) {
        case SILENT, HANGING, DEAF -> spoilt = true;
        case CUT -> {
          chunk.pass(chunk.length() / 2);
          reset();
        }
        default -> chunk.pass(chunk.length());
      }
    }

    /** Ends both sides without a goodbye. */
    void reset() {
      end(
          socket -> {
            socket.setSoLinger(true, 0);
            socket.close();
          });
    }

    private void end(Ending ending) {
      connections.remove(this);
      for (Socket socket : new Socket[] {caller, service}) {
        try {
          ending.of(socket);
        } catch (IOException closedAlready) {
          // As it should be.
        }
      }
    }
  }

  @FunctionalInterface
  private interface Ending {
    void of(Socket socket) throws IOException;
  }
}
