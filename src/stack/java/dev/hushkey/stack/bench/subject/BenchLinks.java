package dev.hushkey.stack.bench.subject;

import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Many links, written straight into the database: how a link is made is not measured, and a
 * person's log-in would take minutes of it.
 */
public final class BenchLinks {

  private final BenchHushkey hushkey;

  public BenchLinks(BenchHushkey hushkey) {
    this.hushkey = hushkey;
  }

  /** Makes links, and has each refreshed once over HTTP, which gives their access tokens. */
  public List<TokenEndpoint.Tokens> link(String assistant, int people) throws Exception {
    return hushkey
        .tokenEndpoint(assistant)
        .ask(
            insert(assistant, people),
            token -> Map.of("grant_type", "refresh_token", "refresh_token", token.reveal()));
  }

  private List<SecretText> insert(String assistant, int people) throws SQLException {
    List<SecretText> tokens = new ArrayList<>();
    try (Connection connection = hushkey.connect();
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
}
