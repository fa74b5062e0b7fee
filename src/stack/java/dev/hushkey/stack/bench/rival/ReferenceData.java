package dev.hushkey.stack.bench.rival;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.bench.load.Contender;
import dev.hushkey.stack.openbao.VaultApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The reference broker's database and the role that it reads it with. Each token is sealed with a
 * context and associated data of its own, so that no ciphertext opens as another's.
 *
 * @param links how many; link, device and user have the same number, from 0
 */
record ReferenceData(LocalStack stack, int links) implements AutoCloseable {

  /** One that the stack's Vault has and its service may use. */
  static final String KEY = "hushkey-alexa";

  private static final String NAME = "hushkey_bench_reference";

  /** OpenBao refuses a request of more than a thousand strings. */
  private static final int AT_ONCE = 100;

  /** Writes a link for each token; what an interrupted run left behind goes first. */
  static ReferenceData write(LocalStack stack, List<String> tokens)
      throws SQLException, IOException {
    ReferenceData data = new ReferenceData(stack, tokens.size());
    data.close();
    stack.postgres().ensureRole(NAME);
    stack.postgres().ensureDatabase(NAME, NAME);
    try (Connection database = stack.postgres().connect(NAME);
        Statement statement = database.createStatement()) {
      statement.execute("set role " + NAME);
      statement.execute(resource("reference.sql"));
      statement.execute("insert into watermark values (1, 'epoch')");
      statement.execute(
          "insert into device select n, n from generate_series(0, %d) as n"
              .formatted(tokens.size() - 1));
      data.insert(database, tokens);
      statement.execute("reset role");
      statement.execute("vacuum (analyze)");
    }
    return data;
  }

  private void insert(Connection database, List<String> tokens) throws SQLException {
    VaultApi vault = stack.openBao().api().with(stack.openBao().serveToken());
    try (PreparedStatement link =
        database.prepareStatement("insert into link values (?, ?, ?, 1, now(), null, ?)")) {
      for (int from = 0; from < tokens.size(); from += AT_ONCE) {
        int to = Math.min(tokens.size(), from + AT_ONCE);
        JsonNode sealed =
            vault.require(
                "transit/encrypt/" + KEY,
                Map.of(
                    "batch_input",
                    IntStream.range(from, to).mapToObj(i -> item(i, tokens.get(i))).toList()));
        for (int i = from; i < to; i++) {
          link.setLong(1, i);
          link.setLong(2, i);
          link.setLong(3, i);
          link.setString(
              4, sealed.at("/data/batch_results/" + (i - from)).required("ciphertext").asText());
          link.addBatch();
        }
        link.executeBatch();
      }
    }
  }

  private static Map<String, String> item(int number, String token) {
    return Map.of(
        "plaintext", encode(token),
        "context", encode("link-" + number),
        "associated_data", encode("user-%d|device-%d".formatted(number, number)));
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ReferenceData.class.getResourceAsStream("/bench/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** For a client in Go; without the password. */
  String url() {
    return "postgres://%s@127.0.0.1:%d/%s?sslmode=disable"
        .formatted(NAME, stack.postgres().port(), NAME);
  }

  Path passwordFile() {
    return stack.postgres().passwordFile(NAME);
  }

  Contender join() {
    List<String> arguments = new ArrayList<>(List.of("--host=127.0.0.1"));
    arguments.add("--port=" + stack.postgres().port());
    arguments.add("--username=" + NAME);
    arguments.add("--define=links=" + links);
    arguments.add(NAME);
    return new PgBench(
        "its join alone",
        stack.postgres().clientPrograms().resolve("pgbench"),
        "join.sql",
        stack.postgres().password(NAME),
        List.copyOf(arguments));
  }

  @Override
  public void close() {
    stack.postgres().dropDatabase(NAME);
  }
}
