package dev.hushkey.stack.bench.rival;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.stack.bench.load.Endpoint;
import dev.hushkey.stack.bench.load.Load;
import dev.hushkey.stack.bench.load.Requests;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Transit without us: wrk sends bodies that were made beforehand and looks at no answer. What the
 * same Vault gives at best.
 */
public final class RawTransit {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BODIES = 200;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String vault;
  private final String token;
  private final List<SealedToken> tokens;

  public RawTransit(String vault, String token, List<SealedToken> tokens) {
    this.vault = vault;
    this.token = token;
    this.tokens = tokens;
  }

  /** Decrypted items per second. */
  public double run(int itemsARequest, int connections, Duration duration)
      throws IOException, InterruptedException {
    Requests requests = Requests.post(() -> "X-Vault-Token: " + token, bodies(itemsARequest));
    try {
      Endpoint endpoint = new Endpoint("raw Transit", "openbao", address(), requests);
      Load result = endpoint.run(connections, duration);
      if (result.failed() > 0) {
        throw new IllegalStateException(result.failed() + " requests to Transit failed");
      }
      return result.perSecond() * itemsARequest;
    } finally {
      Files.delete(requests.lines());
    }
  }

  /** The same in Java: decrypted items per second, one request after the other. */
  public double oneByOne(Duration duration) throws IOException, InterruptedException {
    long start = System.nanoTime();
    int done = 0;
    while (System.nanoTime() - start < duration.toNanos()) {
      HttpRequest request =
          HttpRequest.newBuilder(address())
              .header("X-Vault-Token", token)
              .POST(HttpRequest.BodyPublishers.ofString(item(done).toString()))
              .build();
      if (http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() != 200) {
        throw new IllegalStateException("a request to Transit failed");
      }
      done++;
    }
    return done / ((System.nanoTime() - start) / 1e9);
  }

  private URI address() {
    return URI.create(vault + "/v1/transit/decrypt/hushkey-alexa");
  }

  private List<String> bodies(int itemsARequest) {
    return IntStream.range(0, BODIES)
        .mapToObj(i -> itemsARequest == 1 ? item(i).toString() : batch(i, itemsARequest))
        .toList();
  }

  private String batch(int number, int items) {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode batch = body.putArray("batch_input");
    for (int i = 0; i < items; i++) {
      batch.add(item(number * items + i).put("reference", number + "-" + i));
    }
    return body.toString();
  }

  private ObjectNode item(int index) {
    SealedToken sealed = tokens.get(index % tokens.size());
    return JSON.createObjectNode()
        .put("ciphertext", sealed.sealed().ciphertext())
        .put("context", Base64.getEncoder().encodeToString(sealed.owner().context()));
  }
}
