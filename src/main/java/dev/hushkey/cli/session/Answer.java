package dev.hushkey.cli.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.http.HttpHeaders;

/** What a server answered. */
public record Answer(int status, HttpHeaders headers, String body) {

  private static final int OK = 200;
  private static final int FIRST_NOT_OK = 300;

  public boolean succeeded() {
    return status >= OK && status < FIRST_NOT_OK;
  }

  /** The body; a missing node when it is not JSON, for example from a proxy in between. */
  public JsonNode json() {
    try {
      return body.isBlank() ? MissingNode.getInstance() : Json.MAPPER.readTree(body);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }

  /** Never includes the body: it may hold tokens. */
  @Override
  public String toString() {
    return "Answer[" + status + "]";
  }
}
