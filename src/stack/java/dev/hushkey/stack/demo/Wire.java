package dev.hushkey.stack.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Sends the requests of our internal callers and shows them with their answers. */
final class Wire {

  static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String address;
  private final Narrator narrator;

  Wire(String address, Narrator narrator) {
    this.address = address;
    this.narrator = narrator;
  }

  /** An answer of Hushkey. */
  record Reply(int status, JsonNode body) {

    /** This reply, if it has that status; else the demo ends. */
    Reply require(int expected, String why) {
      if (status != expected) {
        throw new DemoFailure(
            "%s: expected status %d, got %d%n%s".formatted(why, expected, status, pretty(body)));
      }
      return this;
    }

    /** This reply, if it says that; else the demo ends. */
    Reply require(String pointer, String expected, String why) {
      String found = body.at(pointer).asText();
      if (!found.equals(expected)) {
        throw new DemoFailure(
            "%s: expected %s to be '%s'%n%s".formatted(why, pointer, expected, pretty(body)));
      }
      return this;
    }
  }

  /** POSTs JSON with a bearer token, and tells about it. */
  Reply post(String path, String bearer, Object body) {
    JsonNode json = JSON.valueToTree(body);
    List<String> shown = new ArrayList<>(List.of("POST " + address + path));
    shown.add("Authorization: Bearer " + bearer);
    shown.add("Content-Type: application/json");
    shown.addAll(pretty(json).lines().toList());
    narrator.request(shown);
    return send(
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Authorization", "Bearer " + bearer)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json.toString())));
  }

  /**
   * Whether somebody is there and everything works. Says nothing.
   *
   * @param inner the address for health
   */
  boolean isReady(String inner) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(inner + "/q/health")).timeout(LIMIT).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException nobody) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Reply send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          http.send(request.timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
      JsonNode body = JSON.readTree(response.body());
      show(response.statusCode(), response.headers().map(), body);
      return new Reply(response.statusCode(), body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Tells about an answer. */
  void show(int status, Map<String, List<String>> headers, JsonNode body) {
    List<String> shown = new ArrayList<>(List.of(Integer.toString(status)));
    headers
        .getOrDefault("content-type", List.of())
        .forEach(type -> shown.add("Content-Type: " + type));
    shown.addAll(pretty(body).lines().toList());
    narrator.answer(shown);
  }

  static String pretty(JsonNode json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
