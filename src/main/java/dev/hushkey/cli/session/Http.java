package dev.hushkey.cli.session;

import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Table;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Sends requests; with {@code --verbose} logs each, with tokens masked. */
public final class Http {

  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final int NANOS_PER_MILLI = 1_000_000;

  private final Optional<PrintStream> trace;
  private final Optional<SSLContext> tls;
  private HttpClient client;

  public Http(Optional<PrintStream> trace) {
    this(trace, Optional.empty());
  }

  public Http(Optional<PrintStream> trace, Optional<SSLContext> tls) {
    this.trace = trace;
    this.tls = tls;
  }

  public static HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri).header("Accept", "application/json");
  }

  static HttpRequest.Builder form(URI uri, Map<String, String> fields) {
    return request(uri)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(encode(fields)));
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
  public Answer send(HttpRequest.Builder builder) {
    HttpRequest request = builder.timeout(ANSWER_LIMIT).build();
    tell(request);
    long start = System.nanoTime();
    try {
      HttpResponse<String> response = client().send(request, HttpResponse.BodyHandlers.ofString());
      tell("< %d in %d ms", response.statusCode(), (System.nanoTime() - start) / NANOS_PER_MILLI);
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.UNEXPECTED, "Interrupted.", e);
    } catch (IOException e) {
      tell("< no answer: %s", e);
      throw noAnswer(request.uri(), e);
    }
  }

  /**
   * Made at the first request: reading the trust store takes time that an invalid command should
   * not cost.
   */
  private HttpClient client() {
    if (client == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .followRedirects(HttpClient.Redirect.NEVER)
              .connectTimeout(CONNECT_LIMIT);
      tls.ifPresent(builder::sslContext);
      client = builder.build();
    }
    return client;
  }

  private void tell(HttpRequest request) {
    tell("> %s %s", request.method(), request.uri());
    request
        .headers()
        .firstValue("Authorization")
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
      case HttpTimeoutException _ -> "timed out";
      case ConnectException e when e.getCause() instanceof UnresolvedAddressException ->
          "no such host";
      case ConnectException _ -> "connection refused";
      case SSLException _ -> "TLS failed: " + why.getMessage();
      default -> "the connection was lost";
    };
  }
}
