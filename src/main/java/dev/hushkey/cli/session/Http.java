package dev.hushkey.cli.session;

import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Table;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Sends requests; with {@code --verbose} logs each, with tokens masked. By the JDK's plain client:
 * the newer one takes a quarter of a second to start, most of what a short command takes
 * (docs/adr/0074).
 */
public final class Http {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int FIRST_ERROR = 400;
  private static final int BUFFER = 8192;

  static {
    // A POST whose answer was lost is not sent again behind our back.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  /** A request that is still to be sent: a GET, or with a body a POST. */
  public static final class Request {

    private final URI uri;
    private final Map<String, String> headers;
    private final Optional<String> body;

    private Request(URI uri, Map<String, String> headers, Optional<String> body) {
      this.uri = uri;
      this.headers = headers;
      this.body = body;
    }

    static Request to(URI uri) {
      return new Request(uri, Map.of(), Optional.empty());
    }

    /** The same with a header, or another value of it. */
    public Request header(String name, String value) {
      Map<String, String> all = new LinkedHashMap<>(headers);
      all.put(name, value);
      return new Request(uri, all, body);
    }

    /** The same with a body. */
    public Request post(String content) {
      return new Request(uri, headers, Optional.of(content));
    }

    URI uri() {
      return uri;
    }

    Map<String, String> headers() {
      return headers;
    }

    Optional<String> body() {
      return body;
    }

    String method() {
      return body.isPresent() ? "POST" : "GET";
    }
  }

  private final Optional<PrintStream> trace;
  private final Optional<SSLContext> tls;

  public Http(Optional<PrintStream> trace) {
    this(trace, Optional.empty());
  }

  public Http(Optional<PrintStream> trace, Optional<SSLContext> tls) {
    this.trace = trace;
    this.tls = tls;
  }

  public static Request request(URI uri) {
    return Request.to(uri).header("Accept", "application/json");
  }

  static Request form(URI uri, Map<String, String> fields) {
    return request(uri)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .post(encode(fields));
  }

  static String encode(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** The answer, whatever its status; no answer is a failure that names the address. */
  public Answer send(Request request) {
    tell(request);
    long start = System.nanoTime();
    try {
      Answer answer = exchange(request, start + ANSWER_LIMIT.toNanos());
      tell("< %d in %d ms", answer.status(), (System.nanoTime() - start) / NANOS_PER_MILLI);
      return answer;
    } catch (IOException e) {
      tell("< no answer: %s", e);
      throw noAnswer(request.uri(), e);
    }
  }

  private Answer exchange(Request request, long end) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) request.uri().toURL().openConnection();
    if (connection instanceof HttpsURLConnection secure) {
      tls.ifPresent(own -> secure.setSSLSocketFactory(own.getSocketFactory()));
    }
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout((int) CONNECT_LIMIT.toMillis());
    connection.setReadTimeout((int) ANSWER_LIMIT.toMillis());
    connection.setRequestMethod(request.method());
    request.headers().forEach(connection::setRequestProperty);
    if (request.body().isPresent()) {
      connection.setDoOutput(true);
      connection.getOutputStream().write(request.body().get().getBytes(StandardCharsets.UTF_8));
    }
    int status = connection.getResponseCode();
    if (status < 0) {
      throw new IOException("not an answer of HTTP");
    }
    return new Answer(status, headers(connection), body(connection, status, end));
  }

  /** Of a server that answers a byte at a time, too, for no longer than the limit. */
  private static String body(HttpURLConnection connection, int status, long end)
      throws IOException {
    try (InputStream in =
        status < FIRST_ERROR ? connection.getInputStream() : connection.getErrorStream()) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      byte[] buffer = new byte[BUFFER];
      for (int read = 0; in != null && read >= 0; read = in.read(buffer)) {
        all.write(buffer, 0, read);
        if (System.nanoTime() - end > 0) {
          throw new SocketTimeoutException("the answer took too long");
        }
      }
      return all.toString(StandardCharsets.UTF_8);
    }
  }

  /** Without the status line, which the JDK lists under no name. */
  private static HttpHeaders headers(HttpURLConnection connection) {
    Map<String, List<String>> named = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    connection
        .getHeaderFields()
        .forEach(
            (name, values) -> {
              if (name != null) {
                named.put(name, values);
              }
            });
    return HttpHeaders.of(named, (_, _) -> true);
  }

  private void tell(Request request) {
    tell("> %s %s", request.method(), request.uri());
    Optional.ofNullable(request.headers().get("Authorization"))
        .ifPresent(value -> tell("> Authorization: %s [masked]", value.split(" ", 2)[0]));
  }

  private void tell(String format, Object... values) {
    trace.ifPresent(stream -> stream.println(Table.printable(format.formatted(values))));
  }

  private static CommandFailure noAnswer(URI uri, IOException why) {
    String origin = uri.getScheme() + "://" + uri.getAuthority();
    return new CommandFailure(
        ExitCode.UNAVAILABLE,
        "No answer from %s: %s.\n%s".formatted(origin, describe(why), next(uri, why)),
        why);
  }

  private static String next(URI uri, IOException why) {
    if (why instanceof SSLException) {
      return "If an authority of your own signed its certificate, name the authority: ca-file in a"
          + " profile (docs/cli.md), --vault-ca-file for Vault.";
    }
    return Server.isOfThisMachine(uri)
        ? "Is the address right? To start a local stack: ./hushkey up"
        : "Is the address right, and can this machine reach it?";
  }

  private static String describe(IOException why) {
    return switch (why) {
      case SocketTimeoutException _ -> "timed out";
      case UnknownHostException _ -> "no such host";
      case ConnectException _ -> "connection refused";
      case SSLException _ -> "TLS failed: " + why.getMessage();
      default -> "the connection was lost";
    };
  }
}
