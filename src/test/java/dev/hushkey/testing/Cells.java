package dev.hushkey.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.bench.storm.HaProxy;
import dev.hushkey.stack.process.Ports;
import dev.hushkey.stack.tool.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Two cells of the packaged application, {@code eu} and {@code na}, each with a database of its
 * own, behind a real HAProxy with the configuration of docs/scale.md. They share the test's
 * Keycloak and OpenBao, which {@code ./hushkey bench cells} does not.
 */
public final class Cells implements AutoCloseable {

  public static final List<String> NAMES = List.of("eu", "na");

  /**
   * The assistant with signed access tokens, and the one with opaque ones and new refresh tokens.
   */
  public static final String SIGNED = "alexa";

  public static final String OPAQUE = "opaque";

  private static final Duration ANSWERED = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LocalStack stack = TestStack.current();
  private final Ports ports = Ports.free();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, HushkeyServer> servers =
      Map.of(
          "eu", stack.replica("cell-eu", ports.hushkey()),
          "na", stack.replica("cell-na", ports.assistant()));
  private HaProxy proxy;

  private Cells() {}

  /** Starts both beside each other on empty databases, and the proxy. */
  public static Cells start() {
    Cells cells = new Cells();
    cells.proxy =
        HaProxy.start(
            cells.stack.state(), "bench-haproxy-cells", cells.config(), cells.ports.keycloak());
    CompletableFuture.allOf(
            NAMES.stream()
                .map(
                    name ->
                        CompletableFuture.runAsync(
                            () -> {
                              cells.stack.postgres().dropDatabase(database(name));
                              cells.stack.ensureDatabase(database(name));
                              cells.startCell(name);
                            }))
                .toArray(CompletableFuture[]::new))
        .join();
    return cells;
  }

  private String config() {
    return Resources.filled(
        Resources.text("cells/haproxy.cfg"),
        name ->
            name.equals("port")
                ? Integer.toString(ports.keycloak())
                : URI.create(servers.get(name).address()).getAuthority());
  }

  private static String database(String cell) {
    return LocalStack.HUSHKEY + "_cell_" + cell;
  }

  /** Starts one. */
  public void startCell(String name) {
    Map<String, String> config = new TreeMap<>(stack.hushkeyConfig(database(name)));
    String alexa = "hushkey.assistants." + SIGNED + ".";
    String opaque = "hushkey.assistants." + OPAQUE + ".";
    for (String key : List.copyOf(config.keySet())) {
      if (key.startsWith(alexa)) {
        config.put(opaque + key.substring(alexa.length()), config.get(key));
      }
    }
    config.put(opaque + "display-name", "Opaque");
    config.put(opaque + "client-id", OPAQUE);
    config.put(opaque + "token-format", "opaque");
    config.put(opaque + "refresh-policy", "successor-first-use");
    config.put(opaque + "upstream.event-endpoints.na", "https://events.example/");
    config.put(opaque + "upstream.default-region", "na");
    config.put("hushkey.issuer", proxy());
    config.put("hushkey.cell", name);
    servers.get(name).start(config);
  }

  /** SIGKILL: no goodbye. */
  public void kill(String name) {
    servers.get(name).kill();
  }

  @Override
  public void close() {
    proxy.close();
    servers.values().forEach(HushkeyServer::stop);
  }

  /** Where the proxy listens. */
  public String proxy() {
    return "http://127.0.0.1:" + ports.keycloak();
  }

  /** Where one cell listens. */
  public String address(String cell) {
    return servers.get(cell).address();
  }

  /** A link with its first refresh token. */
  public record Link(String cell, UUID id, String assistant, String refreshToken) {}

  /** What a door said. */
  public record Answer(int status, JsonNode body, Map<String, List<String>> headers) {

    /** A member of the answer as text. */
    public String text(String member) {
      return body.path(member).asText();
    }
  }

  /** A new link of a new user in a cell, as a finished consent would leave it. */
  public Link link(String cell, String assistant) {
    Link link =
        new Link(cell, UUID.randomUUID(), assistant, cell + "." + SecretText.random().reveal());
    query(
        cell,
        """
        with made as (
          insert into link (id, user_id, assistant, state, scope,
                            authorized_at, created_at, changed_at)
          values (?, ?, ?, 'ACTIVE', 'devices',
                  clock_timestamp(), clock_timestamp(), clock_timestamp())
          returning id)
        insert into refresh_token (token_hash, link_id, issued_at)
        select ?, id, clock_timestamp() from made
        returning 1
        """,
        link.id(),
        "user-" + link.id(),
        assistant,
        TokenHash.of(SecretText.of(link.refreshToken())).toBytes());
    return link;
  }

  /** How a link stands. */
  public String state(Link link) {
    return query(link.cell(), "select state from current_link where id = ?", link.id());
  }

  /** Refreshes at this address. */
  public Answer refresh(String address, Link link) {
    return refresh(address, link, link.refreshToken());
  }

  /** The same with another refresh token. */
  public Answer refresh(String address, Link link, String token) {
    return form(
        address + "/oauth2/token",
        link.assistant(),
        Map.of("grant_type", "refresh_token", "refresh_token", token));
  }

  /** Sends a form as this assistant. */
  public Answer form(String address, String assistant, Map<String, String> fields) {
    String clientId = assistant.equals(SIGNED) ? "alexa-skill-link" : OPAQUE;
    String pair = clientId + ":" + stack.alexaClientSecret();
    return send(
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    fields.entrySet().stream()
                        .map(
                            field ->
                                field.getKey()
                                    + "="
                                    + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&")))));
  }

  /** The skill asks about a token. */
  public Answer check(String address, String token, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + "/v1/checks"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + stack.keycloak().serviceToken("alexa-skill"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"token\":\"%s\",\"device\":\"front-door\",\"action\":\"view\"}"
                        .formatted(token)));
    headers.forEach(request::header);
    return send(request);
  }

  /** Opens a page as a browser, without following it. */
  public Answer get(String address) {
    return send(HttpRequest.newBuilder(URI.create(address)).GET());
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          http.send(request.timeout(ANSWERED).build(), HttpResponse.BodyHandlers.ofString());
      String body = answer.body();
      return new Answer(
          answer.statusCode(),
          body.startsWith("{") ? JSON.readTree(body) : JSON.createObjectNode(),
          answer.headers().map());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A log-in of the admin program. */
  public String adminToken() {
    return stack.keycloak().serviceToken("hushkey-admin");
  }

  /** The first column of the first row as text, from a cell's database. */
  public String query(String cell, String sql, Object... parameters) {
    try (Connection connection = stack.postgres().connect(database(cell));
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getString(1) : null;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
