package dev.hushkey.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An OpenTelemetry collector that keeps every byte it is sent, for a search afterwards. OTLP is not
 * compressed unless asked for, so texts stand in it as they are.
 */
public final class SpanReceiver implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Path kept;

  /**
   * Listens on a free port of this machine.
   *
   * @param kept where to keep what comes
   */
  public SpanReceiver(Path kept) {
    this.kept = kept;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/v1/traces",
        exchange -> {
          keep(exchange.getRequestBody().readAllBytes());
          exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  private synchronized void keep(byte[] spans) throws IOException {
    try (OutputStream file =
        Files.newOutputStream(kept, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      file.write(spans);
    }
  }

  /** Where spans are sent. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
  }

  /** Whether this text stands in anything that came. */
  public synchronized boolean has(String text) {
    try {
      return Files.exists(kept)
          && Files.readString(kept, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
