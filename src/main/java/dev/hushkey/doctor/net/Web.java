package dev.hushkey.doctor.net;

import dev.hushkey.cli.session.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** HTTP with a short patience. */
public final class Web implements AutoCloseable {

  private static final int MAX_BODY = 1 << 20;

  private final HttpClient client;

  /** Trusts what this context trusts, or what the JDK does. */
  public Web(Optional<SSLContext> tls) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Limits.CONNECT);
    tls.ifPresent(builder::sslContext);
    this.client = builder.build();
  }

  /** Reads what is there. */
  public Answer get(String uri) throws NoAnswer {
    return send(HttpRequest.newBuilder(address(uri)).GET());
  }

  /** The same with a bearer token. */
  public Answer get(String uri, String token) throws NoAnswer {
    return send(
        HttpRequest.newBuilder(address(uri)).header("Authorization", "Bearer " + token).GET());
  }

  /** Sends a form. */
  public Answer post(String uri, Map<String, String> form) throws NoAnswer {
    return send(
        HttpRequest.newBuilder(address(uri))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(query(form))));
  }

  /** Names and values as in a form or a query. */
  public static String query(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static URI address(String uri) throws NoAnswer {
    try {
      return URI.create(uri);
    } catch (IllegalArgumentException malformed) {
      throw new NoAnswer(new IOException("not an address", malformed));
    }
  }

  private Answer send(HttpRequest.Builder request) throws NoAnswer {
    try {
      HttpResponse<InputStream> response =
          client.send(
              request.timeout(Limits.ANSWER).header("Accept", "*/*").build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        String body = new String(in.readNBytes(MAX_BODY), StandardCharsets.UTF_8);
        return new Answer(response.statusCode(), response.headers(), body);
      }
    } catch (IOException why) {
      throw new NoAnswer(why);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new NoAnswer(new IOException("gave up", stopped));
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
