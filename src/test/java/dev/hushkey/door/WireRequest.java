package dev.hushkey.door;

import dev.hushkey.stack.TestStack;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request byte for byte, also one that no HTTP client would send.
 *
 * @param port of the listener that it goes to
 * @param target as it stands in the first line
 * @param headers in their order; {@code Host} and {@code Content-Length} are added
 */
record WireRequest(
    int port, String method, String target, List<Map.Entry<String, String>> headers, byte[] body) {

  /** The limit for every answer: Alexa waits eight seconds for a skill. */
  static final Duration PATIENCE = Duration.ofSeconds(8);

  WireRequest(String method, String target) {
    this(TestStack.current().ports().hushkey(), method, target, List.of(), new byte[0]);
  }

  /** One to the listener for health and metrics. */
  static WireRequest inner(String method, String target) {
    int port = TestStack.current().ports().inner();
    return new WireRequest(port, method, target, List.of(), new byte[0]);
  }

  WireRequest with(String header, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers);
    more.add(Map.entry(header, value));
    return new WireRequest(port, method, target, List.copyOf(more), body);
  }

  WireRequest without(String header) {
    return new WireRequest(
        port,
        method,
        target,
        headers.stream().filter(given -> !given.getKey().equalsIgnoreCase(header)).toList(),
        body);
  }

  WireRequest replacing(String header, String value) {
    return without(header).with(header, value);
  }

  WireRequest withBody(String text) {
    return withBody(text.getBytes(StandardCharsets.UTF_8));
  }

  WireRequest withBody(byte[] bytes) {
    return new WireRequest(port, method, target, headers, bytes);
  }

  WireRequest withTarget(String other) {
    return new WireRequest(port, method, other, headers, body);
  }

  WireRequest withMethod(String other) {
    return new WireRequest(port, other, target, headers, body);
  }

  String bodyText() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** Sends it to the running Hushkey over a connection of its own. */
  WireAnswer send() {
    long begin = System.nanoTime();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.getOutputStream().write(bytes());
      socket.getOutputStream().flush();
      return WireAnswer.read(
              new BufferedInputStream(socket.getInputStream()), method.equals("HEAD"))
          .took(Duration.ofNanos(System.nanoTime() - begin));
    } catch (SocketTimeoutException noAnswer) {
      return WireAnswer.closed(PATIENCE.plusSeconds(1));
    } catch (SocketException closedWhileWeSent) {
      return WireAnswer.closed(Duration.ofNanos(System.nanoTime() - begin));
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + target, e);
    }
  }

  private byte[] bytes() throws IOException {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    head.append("Host: 127.0.0.1\r\nConnection: close\r\n");
    headers.forEach(
        header ->
            head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n"));
    Optional<String> coding = find("Transfer-Encoding");
    boolean mayHaveBody = body.length > 0 || coding.isEmpty() && !method.equals("GET");
    if (mayHaveBody && !coding.equals(Optional.of("chunked"))) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    all.write(body);
    return all.toByteArray();
  }

  private Optional<String> find(String header) {
    return headers.stream()
        .filter(given -> given.getKey().equalsIgnoreCase(header))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  @Override
  public String toString() {
    return "%s %s %s%n%.300s"
        .formatted(
            method,
            target,
            headers.stream().filter(h -> !h.getKey().equalsIgnoreCase("Authorization")).toList(),
            bodyText());
  }
}
