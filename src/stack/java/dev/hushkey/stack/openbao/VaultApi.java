package dev.hushkey.stack.openbao;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.process.Http;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;

/**
 * The Vault HTTP API with one token.
 *
 * @param address {@code http://127.0.0.1:8702}
 * @param token empty for the calls that need none
 */
public record VaultApi(String address, String token) {

  public VaultApi with(String otherToken) {
    return new VaultApi(address, otherToken);
  }

  public Http.Answer get(String path) {
    return Http.send(request(path).GET());
  }

  public Http.Answer post(String path, Map<String, ?> body) {
    return Http.send(
        request(path)
            .POST(HttpRequest.BodyPublishers.ofString(Http.JSON.valueToTree(body).toString())));
  }

  public JsonNode require(String path, Map<String, ?> body) {
    return post(path, body).orFail("OpenBao: POST " + path);
  }

  public JsonNode require(String path, Map<String, ?> body, Map<String, String> headers) {
    HttpRequest.Builder request =
        request(path)
            .POST(HttpRequest.BodyPublishers.ofString(Http.JSON.valueToTree(body).toString()));
    headers.forEach(request::header);
    return Http.send(request).orFail("OpenBao: POST " + path);
  }

  public JsonNode require(String path) {
    return get(path).orFail("OpenBao: GET " + path);
  }

  public int status(String method, String path, String body) {
    return Http.send(request(path).method(method, HttpRequest.BodyPublishers.ofString(body)))
        .status();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/v1/" + path));
    return token.isEmpty() ? request : request.header("X-Vault-Token", token);
  }

  /** The token stays out of messages. */
  @Override
  public String toString() {
    return "VaultApi[" + address + "]";
  }
}
