package dev.hushkey.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An answer as it came.
 *
 * @param status 0 when the connection was closed without one
 */
record WireAnswer(int status, List<Map.Entry<String, String>> headers, String body, Duration took) {

  private static final int CONTINUE = 100;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final ObjectMapper JSON = new ObjectMapper();

  static WireAnswer closed(Duration took) {
    return new WireAnswer(0, List.of(), "", took);
  }

  /** Reads one answer and not to the end of the connection, which may be kept open or upgraded. */
  static WireAnswer read(InputStream in, boolean isHead) throws IOException {
    String first = readLine(in);
    if (first.isEmpty()) {
      return closed(Duration.ZERO);
    }
    int status = Integer.parseInt(first.split(" ")[1]);
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
      String[] pair = line.split(": ?", 2);
      headers.add(Map.entry(pair[0], pair.length > 1 ? pair[1] : ""));
    }
    if (status == CONTINUE) {
      return read(in, isHead);
    }
    WireAnswer head = new WireAnswer(status, List.copyOf(headers), "", Duration.ZERO);
    boolean hasBody = !isHead && status >= OK && status != NO_CONTENT && status != NOT_MODIFIED;
    return hasBody
        ? new WireAnswer(status, head.headers(), head.readBody(in), Duration.ZERO)
        : head;
  }

  private String readBody(InputStream in) throws IOException {
    if (header("Transfer-Encoding").equalsIgnoreCase("chunked")) {
      StringBuilder body = new StringBuilder();
      for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
        body.append(new String(in.readNBytes(size), StandardCharsets.UTF_8));
        readLine(in);
      }
      return body.toString();
    }
    String length = header("Content-Length");
    return new String(
        length.isEmpty() ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length)),
        StandardCharsets.UTF_8);
  }

  private static int chunkSize(InputStream in) throws IOException {
    return Integer.parseInt(readLine(in).replaceFirst(";.*", ""), 16);
  }

  private static String readLine(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  WireAnswer took(Duration duration) {
    return new WireAnswer(status, headers, body, duration);
  }

  List<String> all(String header) {
    return headers.stream()
        .filter(given -> given.getKey().equalsIgnoreCase(header))
        .map(Map.Entry::getValue)
        .toList();
  }

  String header(String name) {
    return String.join(", ", all(name));
  }

  boolean isJson() {
    return header("Content-Type").matches("application/(problem\\+)?json(;.*)?");
  }

  JsonNode json() {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException notJson) {
      throw new AssertionError(this + " is not JSON", notJson);
    }
  }

  @Override
  public String toString() {
    return "%d %s %.300s".formatted(status, header("Content-Type"), body);
  }
}
