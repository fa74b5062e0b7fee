package dev.hushkey.stack.bench.subject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.bench.load.Endpoint;
import dev.hushkey.stack.bench.load.Requests;
import dev.hushkey.stack.bench.load.Scattered;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** Access tokens of links, with which the skill asks what they allow. */
public final class CheckedLinks {

  /** The same people and cameras once more, linked with the assistant whose tokens are opaque. */
  private static final List<String> OPAQUE_LINKS =
      List.of(
          """
          insert into user_decision (user_id, assistant, kind, decided_at)
          select user_id, 'opaque', kind, decided_at from user_decision where assistant = 'alexa'
          """,
          """
          insert into link (id, user_id, assistant, state, scope, authorized_at, created_at,
                            changed_at)
          select md5('opaque' || id::text)::uuid, user_id, 'opaque', state, scope, authorized_at,
                 created_at, changed_at
            from link where assistant = 'alexa'
          """,
          """
          insert into device_grant (link_id, device_id, actions, epoch, granted_at)
          select md5('opaque' || link_id::text)::uuid, device_id, actions, epoch, granted_at
            from device_grant
          """,
          "vacuum (analyze)");

  private final BenchHushkey hushkey;
  private final List<ServedLink> links;

  public CheckedLinks(BenchHushkey hushkey, List<ServedLink> links) {
    this.hushkey = hushkey;
    this.links = links;
  }

  /** A token that is asked about. */
  private record Asked(ServedLink link, String token) {

    String request() {
      return """
          {"token":"%s","device":"%s","action":"view"}"""
          .formatted(token, link.device());
    }

    boolean isRight(JsonNode answer) {
      return answer.path("allowed").asBoolean()
          && answer.path("user").asText().equals(link.user())
          && answer.path("device").asText().equals(link.device());
    }

    @Override
    public String toString() {
      return link.toString();
    }
  }

  /** JWTs, each signed at a refresh over HTTP. */
  public Endpoint jwt(String name) throws Exception {
    List<SecretText> refreshTokens = insertRefreshTokens();
    List<TokenEndpoint.Tokens> tokens =
        hushkey
            .tokenEndpoint(BenchHushkey.STABLE)
            .ask(
                refreshTokens,
                token -> Map.of("grant_type", "refresh_token", "refresh_token", token.reveal()));
    return verified(name, TokenEndpoint.Tokens.access(tokens));
  }

  /** A refresh token for each link, of which the database has the hash. */
  public List<SecretText> insertRefreshTokens() throws SQLException {
    List<SecretText> tokens = new ArrayList<>();
    try (Connection database = hushkey.connect();
        PreparedStatement insert =
            database.prepareStatement(
                """
                insert into refresh_token (token_hash, link_id, issued_at)
                values (?, ?, clock_timestamp())
                """)) {
      for (ServedLink link : links) {
        tokens.add(SecretText.random());
        insert.setBytes(1, TokenHash.of(tokens.getLast()).toBytes());
        insert.setObject(2, link.link().value());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    return tokens;
  }

  /** Opaque ones, of which the database has the hash. */
  public Endpoint opaque(String name) throws Exception {
    return verified(name, insertOpaque());
  }

  /** The same people's links with the other assistant, and an opaque token for each. */
  public List<String> insertOpaque() throws SQLException {
    List<String> tokens = new ArrayList<>();
    try (Connection database = hushkey.connect();
        Statement statement = database.createStatement();
        PreparedStatement insert =
            database.prepareStatement(
                """
                insert into access_token (id, link_id, token_hash, issued_at, expires_at)
                values (?, md5('opaque' || ?)::uuid, ?, clock_timestamp(),
                        clock_timestamp() + interval '1 day')
                """)) {
      for (String sql : OPAQUE_LINKS) {
        statement.execute(sql);
      }
      for (ServedLink link : links) {
        SecretText token = SecretText.random();
        tokens.add(token.reveal());
        insert.setObject(1, UUID.randomUUID());
        insert.setString(2, link.link().toString());
        insert.setBytes(3, TokenHash.of(token).toBytes());
        insert.addBatch();
      }
      insert.executeBatch();
      statement.execute("analyze access_token");
    }
    return tokens;
  }

  private Endpoint verified(String name, List<String> tokens) throws Exception {
    List<Asked> all =
        IntStream.range(0, links.size())
            .mapToObj(i -> new Asked(links.get(i), tokens.get(i)))
            .toList();
    URI address = URI.create(hushkey.address() + "/v1/checks");
    new Answers(address, hushkey.skill()).verify(all, Asked::request, Asked::isRight);
    return new Endpoint(name, hushkey.process(), address, requests(all));
  }

  private Requests requests(List<Asked> all) throws IOException {
    return Requests.post(hushkey::skill, Scattered.of(all).stream().map(Asked::request).toList());
  }
}
