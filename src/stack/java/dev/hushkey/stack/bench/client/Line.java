package dev.hushkey.stack.bench.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One connection that stays open. A client of its own, since no other can be told to hang up in the
 * middle of an answer, or to dawdle.
 */
public final class Line implements Exchange {

  private static final int CONNECT_MILLIS = 3000;
  private static final int MIDDLE = 3;
  private static final int MAX_LINE = 16_384;
  private static final String CHUNKED = "chunked";

  private final int port;
  private final Duration patience;
  private Socket socket;
  private InputStream in;

  /** Nothing is opened before it is needed. */
  public Line(int port, Duration patience) {
    this.port = port;
    this.patience = patience;
  }

  @Override
  public Reply ask(Request request, Manner manner) throws IOException {
    try {
      open();
      write(request, manner);
      return read(manner);
    } catch (IOException | RuntimeException broken) {
      close();
      throw broken;
    }
  }

  private void open() throws IOException {
    if (socket == null) {
      socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    }
  }

  private void write(Request request, Manner manner) throws IOException {
    byte[] body = request.body().getBytes(StandardCharsets.UTF_8);
    String authorization =
        request.authorization().isEmpty()
            ? ""
            : "Authorization: " + request.authorization() + "\r\n";
    String head =
        "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s"
                .formatted(request.method(), request.path(), port, authorization)
            + "Content-Type: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(request.type(), body.length);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(body);
    byte[] bytes = all.toByteArray();
    OutputStream out = socket.getOutputStream();
    int first = manner == Manner.SLOW ? bytes.length / 2 : bytes.length;
    out.write(bytes, 0, first);
    dawdle(manner);
    out.write(bytes, first, bytes.length - first);
    if (manner == Manner.RESET_BEFORE_ANSWER) {
      dawdle(Manner.SLOW);
      reset();
    }
  }

  private Reply read(Manner manner) throws IOException {
    String[] first = readLine().split(" ", MIDDLE);
    int status = Integer.parseInt(first[1]);
    Map<String, String> headers = readHeaders();
    if (manner == Manner.RESET_MID_ANSWER) {
      reset();
    }
    dawdle(manner);
    byte[] body =
        CHUNKED.equals(headers.get("transfer-encoding"))
            ? readChunks()
            : exactly(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    if ("close".equalsIgnoreCase(headers.get("connection"))) {
      close();
    }
    return new Reply(status, new String(body, StandardCharsets.UTF_8));
  }

  private Map<String, String> readHeaders() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      String[] pair = line.split(": ?", 2);
      headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1].strip());
    }
    return headers;
  }

  private byte[] readChunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = Integer.parseInt(readLine(), 16);
      body.writeBytes(exactly(size));
      readLine();
      if (size == 0) {
        return body.toByteArray();
      }
    }
  }

  private byte[] exactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the answer ends early");
    }
    return bytes;
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.length() > MAX_LINE) {
        throw new EOFException("no whole line");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** A reset and not an orderly end: the other side gets an error. */
  private void reset() throws IOException {
    socket.setSoLinger(true, 0);
    throw new HungUp();
  }

  private static void dawdle(Manner manner) throws IOException {
    if (manner == Manner.SLOW) {
      try {
        Thread.sleep(ThreadLocalRandom.current().nextInt(1, 200));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  @Override
  public void close() {
    if (socket != null) {
      try {
        socket.close();
      } catch (IOException gone) {
        // as wanted
      }
      socket = null;
    }
  }

  /** We hung up on purpose. */
  public static final class HungUp extends IOException {
    private static final long serialVersionUID = 1;
  }
}
