package dev.hushkey.stack.bench.subject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.stack.fixture.PlainBrowser;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** A token endpoint, ours or Keycloak's, as one confidential client of it uses it. */
public record TokenEndpoint(URI address, String basic) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int AT_ONCE = 8;

  public static TokenEndpoint of(String address, String clientId, String secret) {
    String pair = clientId + ":" + secret;
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return new TokenEndpoint(URI.create(address), "Basic " + encoded);
  }

  /** What the assistant has of one account. */
  public record Tokens(String access, String refresh) {

    public static List<String> access(List<Tokens> all) {
      return all.stream().map(Tokens::access).toList();
    }

    public static List<String> refresh(List<Tokens> all) {
      return all.stream().map(Tokens::refresh).toList();
    }
  }

  /** Asks once for each of these, several at once. */
  public <T> List<Tokens> ask(List<T> each, Function<T, Map<String, String>> form)
      throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<Tokens>> asked = new ArrayList<>();
      for (T one : each) {
        asked.add(threads.submit(() -> ask(form.apply(one))));
      }
      List<Tokens> tokens = new ArrayList<>();
      for (Future<Tokens> one : asked) {
        tokens.add(one.get());
      }
      return tokens;
    }
  }

  /** Asks once; anything but tokens fails. */
  public Tokens ask(Map<String, String> form) throws IOException, InterruptedException {
    JsonNode answer = post(address, form);
    return new Tokens(
        answer.required("access_token").asText(), answer.required("refresh_token").asText());
  }

  /** Asks another endpoint of the same server; anything but a success fails. */
  public JsonNode post(URI endpoint, Map<String, String> form)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(endpoint)
                .header("Authorization", basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        PlainBrowser.encode(List.copyOf(form.entrySet()))))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(
          endpoint + " answered " + answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }
}
