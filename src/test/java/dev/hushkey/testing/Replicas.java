package dev.hushkey.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
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

/**
 * Two replicas of the packaged application on one database of their own, with an assistant of each
 * refresh policy. Links are put into the database as a finished consent would leave them, since
 * Keycloak knows the address of one Hushkey only.
 */
public final class Replicas {

  /** The assistant whose refresh tokens stay. */
  public static final String STABLE = "alexa";

  /** The assistant whose refresh tokens have successors. */
  public static final String ROTATING = "rotating";

  private static final String DATABASE = LocalStack.HUSHKEY + "_replicas";
  private static final Duration ANSWERED = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LocalStack stack = TestStack.current();
  private final Ports ports = Ports.free();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<HushkeyServer> servers =
      List.of(stack.replica("first", ports.hushkey()), stack.replica("second", ports.assistant()));

  private Replicas() {}

  /** Starts both beside each other, on an empty database. */
  public static Replicas start() {
    Replicas replicas = new Replicas();
    replicas.stack.postgres().dropDatabase(DATABASE);
    replicas.stack.ensureDatabase(DATABASE);
    CompletableFuture.allOf(
            CompletableFuture.runAsync(() -> replicas.start(0)),
            CompletableFuture.runAsync(() -> replicas.start(1)))
        .join();
    return replicas;
  }

  private void start(int index) {
    Map<String, String> config = new TreeMap<>(stack.hushkeyConfig(DATABASE));
    String alexa = "hushkey.assistants." + STABLE + ".";
    String rotating = "hushkey.assistants." + ROTATING + ".";
    for (String key : List.copyOf(config.keySet())) {
      if (key.startsWith(alexa)) {
        config.put(rotating + key.substring(alexa.length()), config.get(key));
      }
    }
    config.put(rotating + "display-name", "Rotating");
    config.put(rotating + "client-id", ROTATING);
    config.put(rotating + "refresh-policy", "successor-first-use");
    config.put(rotating + "upstream.event-endpoints.na", "https://events.example/");
    config.put(rotating + "upstream.default-region", "na");
    config.put(
        "quarkus.http.port", Integer.toString(URI.create(servers.get(index).address()).getPort()));
    servers.get(index).start(config);
  }

  /** Ends both. */
  public void stop() {
    servers.forEach(HushkeyServer::stop);
  }

  /** SIGKILL: no goodbye. */
  public void killTheSecond() {
    servers.get(1).kill();
  }

  /** Starts the second one again, if it does not run. */
  public void startTheSecond() {
    if (!servers.get(1).isHealthy()) {
      start(1);
    }
  }

  /** A link with its first refresh token. */
  public record Link(UUID id, String assistant, String refreshToken) {}

  /** What the token endpoint said. */
  public record Answer(int status, JsonNode body) {

    /** The error code of RFC 6749 §5.2, or an empty text. */
    public String error() {
      return body.path("error").asText();
    }

    /** The refresh token of a good answer. */
    public String requireRefreshToken() {
      if (status != 200) {
        throw new AssertionError("expected tokens, got " + status + " " + body);
      }
      return body.path("refresh_token").asText();
    }
  }

  /** A new link of a new user. */
  public Link link(String assistant) {
    Link link = new Link(UUID.randomUUID(), assistant, SecretText.random().reveal());
    query(
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

  /**
   * Refreshes at one of the two.
   *
   * @throws UncheckedIOException when the connection broke before there was a whole answer
   */
  public Answer refresh(int index, Link link, String refreshToken) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(servers.get(index).address() + "/oauth2/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Authorization", basic(link))
            .timeout(ANSWERED)
            .POST(HttpRequest.BodyPublishers.ofString(form(refreshToken)))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sends a whole request, waits until all is done but the answer, and closes the connection
   * without reading a byte.
   */
  public void refreshAndHangUp(int index, Link link, String refreshToken, Runnable untilDone) {
    URI address = URI.create(servers.get(index).address());
    String form = form(refreshToken);
    String request =
        "POST /oauth2/token HTTP/1.1\r\nHost: %s\r\nAuthorization: %s\r\n"
                .formatted(address.getAuthority(), basic(link))
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(form.length(), form);
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      untilDone.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String form(String refreshToken) {
    return "grant_type=refresh_token&refresh_token=" + refreshToken;
  }

  private String basic(Link link) {
    String clientId = link.assistant().equals(STABLE) ? Linking.CLIENT_ID : ROTATING;
    String pair = clientId + ":" + stack.alexaClientSecret();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** How a link stands. */
  public String state(Link link) {
    return query("select state from current_link where id = ?", link.id());
  }

  /** How many access tokens of a link live. */
  public int liveAccessTokens(Link link) {
    return Integer.parseInt(
        query("select count(*) from current_access_token where link_id = ? and live", link.id()));
  }

  /** How often the reuse of one of the link's refresh tokens went on record. */
  public int alarms(Link link) {
    return Integer.parseInt(
        query(
            "select count(*) from audit_event where kind = 'refresh-token-reused'"
                + " and outcome = 'alarm' and link_id = ?",
            link.id()));
  }

  /** Makes many links at once, each with a device grant and a sealed token. */
  public void makeLinks(String assistant, String run, int links) {
    query(
        """
        with made as (
          insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
          select gen_random_uuid(), ? || '-' || n, ?, 'ACTIVE',
                 clock_timestamp(), clock_timestamp(), clock_timestamp()
            from generate_series(1, ?) as n
          returning id, authorized_at),
        sealed as (
          insert into upstream_token
                 (link_id, sealed, received_at, access_expires_at, region, event_endpoint, version)
          select id, 'vault:v1:sealed', clock_timestamp(), clock_timestamp() + interval '1 hour', 'na',
                 'https://events.example/', 1
            from made returning 1),
        granted as (
          insert into device_grant (link_id, device_id, actions, epoch, granted_at)
          select id, 'camera-' || id, '{view}', 1, authorized_at from made returning 1)
        select count(*) from sealed, (select count(*) from granted) g
        """,
        run,
        assistant,
        links);
  }

  /**
   * An admin revokes all links with an assistant at one of the two.
   *
   * @return the revocation
   */
  public UUID revoke(int index, String assistant) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(servers.get(index).address() + "/v1/revocations"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + stack.keycloak().serviceToken("hushkey-admin"))
            .timeout(ANSWERED)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"selector\":{\"assistant\":\"" + assistant + "\"},\"reason\":\"a test\"}"))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return UUID.fromString(JSON.readTree(answer.body()).path("revocation").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The first column of the first row as text. */
  public String query(String sql, Object... parameters) {
    try (Connection connection = stack.postgres().connect(DATABASE);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return rows.getString(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
