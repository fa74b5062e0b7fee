package dev.hushkey.stack.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** The few HTTP calls the stack itself makes. */
public final class Http {
  public static final ObjectMapper JSON = new ObjectMapper();
  private static final int CLIENT_ERROR = 400;
  private static final Duration LIMIT = Duration.ofSeconds(15);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private Http() {}

  /** An answer; the body is an empty object when there is none. */
  public record Answer(int status, JsonNode body) {
    public boolean succeeded() {
      return status < CLIENT_ERROR;
    }

    /** The body of a success; anything else names the call, never what was sent. */
    public JsonNode orFail(String call) {
      if (!succeeded()) {
        throw new StackException("%s answered %d: %s".formatted(call, status, body));
      }
      return body;
    }
  }

  public static Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          CLIENT.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), json(response.body()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    } catch (IOException e) {
      throw new StackException("no answer: " + e, e);
    }
  }

  private static JsonNode json(String body) {
    try {
      return body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.createObjectNode().put("text", body);
    }
  }

  /** The status of a GET, or 0 when nobody answers. */
  public static int status(String url) {
    try {
      return send(HttpRequest.newBuilder(URI.create(url))).status();
    } catch (StackException e) {
      return 0;
    }
  }

  /** POSTs a form. */
  public static Answer form(String url, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
            .collect(Collectors.joining("&"));
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
