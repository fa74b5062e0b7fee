package dev.hushkey.testing.bench;

import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.testing.stack.LocalStack;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Many links of one assistant, written straight into the database: how a link is made is not
 * measured, and a person's log-in would take minutes of it.
 */
final class BenchLinks implements AutoCloseable {

  private final LocalStack stack;
  private final String assistant;
  private final TokenEndpoint endpoint;

  /** Links of this assistant; what an interrupted run left behind is removed. */
  BenchLinks(LocalStack stack, String assistant, TokenEndpoint endpoint) throws SQLException {
    this.stack = stack;
    this.assistant = assistant;
    this.endpoint = endpoint;
    close();
  }

  /** Makes links, and has each refreshed once over HTTP, which gives their access tokens. */
  List<TokenEndpoint.Tokens> link(int people) throws Exception {
    return endpoint.ask(
        insert(people),
        token -> Map.of("grant_type", "refresh_token", "refresh_token", token.reveal()));
  }

  private List<SecretText> insert(int people) throws SQLException {
    List<SecretText> tokens = new ArrayList<>();
    try (Connection connection = connect();
        PreparedStatement link =
            connection.prepareStatement(
                """
                insert into link (id, user_id, assistant, state, scope, authorized_at, created_at,
                                  changed_at)
                values (?, ?, ?, 'ACTIVE', 'devices', clock_timestamp(), clock_timestamp(),
                        clock_timestamp())
                """);
        PreparedStatement token =
            connection.prepareStatement(
                """
                insert into refresh_token (token_hash, link_id, issued_at)
                values (?, ?, clock_timestamp())
                """)) {
      for (int i = 0; i < people; i++) {
        UUID id = UUID.randomUUID();
        link.setObject(1, id);
        link.setString(2, "bench-" + i);
        link.setString(3, assistant);
        link.addBatch();
        tokens.add(SecretText.random());
        token.setBytes(1, TokenHash.of(tokens.getLast()).toBytes());
        token.setObject(2, id);
        token.addBatch();
      }
      link.executeBatch();
      token.executeBatch();
    }
    return tokens;
  }

  private Connection connect() throws SQLException {
    return stack.postgres().connect(LocalStack.HUSHKEY);
  }

  @Override
  public void close() throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement =
            connection.prepareStatement(
                "delete from link where assistant = ? and user_id like 'bench-%'")) {
      statement.setString(1, assistant);
      statement.executeUpdate();
    }
  }
}
