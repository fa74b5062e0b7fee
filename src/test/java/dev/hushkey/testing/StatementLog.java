package dev.hushkey.testing;

import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.postgres.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * What PostgreSQL executed, from its own log ({@code log_statement = all}). Whoever looks counts
 * what arrived at the server, not what the code believes that it sends.
 */
public final class StatementLog implements AutoCloseable {

  /** One entry; its further lines begin with a tab. */
  private static final Pattern EXECUTED =
      Pattern.compile(
          "(?m)^\\S+ \\S+ UTC \\[(\\d+)\\] LOG:  (?:statement|execute [^:]+): (.*(?:\\n\\t.*)*)");

  private final PostgresServer postgres = TestStack.current().postgres();
  private final long start;

  private StatementLog() {
    set("all");
    this.start = length(postgres.log());
  }

  /** Logs all statements until this is closed. */
  public static StatementLog start() {
    return new StatementLog();
  }

  /**
   * The statements of each transaction in which one contains this text, {@code begin} and {@code
   * commit} left out. A statement outside of a transaction is one of its own.
   */
  public List<List<String>> transactionsWith(String text) {
    return transactions().stream()
        .filter(transaction -> transaction.stream().anyMatch(sql -> sql.contains(text)))
        .toList();
  }

  private List<List<String>> transactions() {
    List<List<String>> transactions = new ArrayList<>();
    Map<String, List<String>> open = new LinkedHashMap<>();
    Matcher executed = EXECUTED.matcher(read());
    while (executed.find()) {
      String connection = executed.group(1);
      String sql = executed.group(2);
      switch (sql.strip().toLowerCase(Locale.ROOT)) {
        case "begin" -> open.put(connection, new ArrayList<>());
        case "commit", "rollback" -> close(open.remove(connection), transactions);
        default -> {
          if (open.containsKey(connection)) {
            open.get(connection).add(sql);
          } else {
            transactions.add(List.of(sql));
          }
        }
      }
    }
    return transactions;
  }

  private static void close(List<String> transaction, List<List<String>> transactions) {
    Stream.ofNullable(transaction).forEach(transactions::add);
  }

  private String read() {
    try (InputStream log = Files.newInputStream(postgres.log())) {
      log.skipNBytes(start);
      return new String(log.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long length(Path log) {
    try {
      return Files.size(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void set(String statements) {
    postgres.execute("postgres", "alter system set log_statement = '" + statements + "'");
    postgres.execute("postgres", "select pg_reload_conf()");
    // Each server process notices before its next statement, once the postmaster has told it.
    Awaitility.await().until(() -> Database.text("show log_statement"), statements::equals);
  }

  @Override
  public void close() {
    set("none");
  }
}
