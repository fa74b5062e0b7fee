package dev.hushkey.stack.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.subject.TokenEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A realm of Keycloak with one confidential client and many people, all else as Keycloak sets up a
 * realm: refresh tokens are not rotated, sessions are kept in the database.
 */
final class BenchRealm implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REALM = "hushkey-bench";
  private static final String CLIENT = "bench";
  private static final String SECRET = "bench-secret-bench-secret-bench-secret";
  private static final String PASSWORD = "bench";
  private static final int LONG = 36_000;

  private final HttpClient http = HttpClient.newHttpClient();
  private final LocalStack stack;
  private final int people;

  /** Makes it, after removing what an interrupted run left behind. */
  BenchRealm(LocalStack stack, int people) throws IOException, InterruptedException {
    this.stack = stack;
    this.people = people;
    close();
    send("POST", "/admin/realms", realm().toString(), 201);
  }

  private ObjectNode realm() {
    ObjectNode realm = JSON.createObjectNode();
    realm.put("realm", REALM).put("enabled", true).put("sslRequired", "none");
    realm.put("accessTokenLifespan", LONG).put("ssoSessionIdleTimeout", LONG);
    realm.put("ssoSessionMaxLifespan", LONG);
    // Only how we come to sessions, which is not measured; the default would take a minute of it
    realm.put("passwordPolicy", "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)");
    ObjectNode client = realm.putArray("clients").addObject();
    client.put("clientId", CLIENT).put("secret", SECRET).put("publicClient", false);
    client.put("directAccessGrantsEnabled", true).put("standardFlowEnabled", true);
    // Keycloak tells a client only about tokens that name it as audience
    ObjectNode audience = client.putArray("protocolMappers").addObject();
    audience.put("name", "audience").put("protocol", "openid-connect");
    audience.put("protocolMapper", "oidc-audience-mapper");
    audience
        .putObject("config")
        .put("included.client.audience", CLIENT)
        .put("access.token.claim", "true");
    ArrayNode users = realm.putArray("users");
    IntStream.range(0, people).mapToObj(BenchRealm::person).forEach(users::add);
    return realm;
  }

  private static ObjectNode person(int number) {
    ObjectNode user = JSON.createObjectNode();
    user.put("username", name(number)).put("enabled", true).put("emailVerified", true);
    user.put("email", name(number) + "@example.com");
    user.put("firstName", "Bench").put("lastName", "Example");
    user.putArray("credentials").addObject().put("type", "password").put("value", PASSWORD);
    return user;
  }

  private static String name(int number) {
    return "bench-" + number;
  }

  /** Everybody logs in once. */
  List<TokenEndpoint.Tokens> logIn(String server) throws Exception {
    List<String> names = IntStream.range(0, people).mapToObj(BenchRealm::name).toList();
    return tokenEndpoint(server)
        .ask(
            names,
            name -> Map.of("grant_type", "password", "username", name, "password", PASSWORD));
  }

  TokenEndpoint tokenEndpoint(String server) {
    return TokenEndpoint.of(endpoint(server), CLIENT, SECRET);
  }

  String introspection(String server) {
    return endpoint(server) + "/introspect";
  }

  private static String endpoint(String server) {
    return server + "/realms/" + REALM + "/protocol/openid-connect/token";
  }

  @Override
  public void close() throws IOException, InterruptedException {
    send("DELETE", "/admin/realms/" + REALM, "", 204, 404);
  }

  private void send(String method, String path, String body, Integer... expected)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(stack.keycloak().address() + path))
                .header("Authorization", "Bearer " + stack.keycloak().adminToken())
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (!List.of(expected).contains(answer.statusCode())) {
      throw new IllegalStateException(
          "Keycloak answered " + answer.statusCode() + " to " + method + " " + path);
    }
  }
}
