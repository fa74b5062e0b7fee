package dev.hushkey.handout.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.migration.Migration;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The service's connections keep a plan for as long as the statistics that it was made from. A
 * revocation of everything ends a million links in minutes, and nobody looks at the statistics
 * meanwhile.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DecisionPlanIT {

  private static final int LINKS = 20_000;

  /** Some index levels and a row of each table and each scope of a cut-off. */
  private static final int PAGES = 100;

  private static final Pattern READ = Pattern.compile("(?:hit|read)=(\\d+)");

  private final UUID link = UUID.randomUUID();
  private final LocalStack stack = TestStack.current();
  private final PostgresServer postgres = stack.postgres();
  private final String database = "plan_" + UUID.randomUUID().toString().substring(0, 8);

  @BeforeAll
  void fill() throws SQLException {
    postgres.ensureDatabase(database, LocalStack.OWNER);
    new Migration(stack.migration(database)).run();
    try (Connection superuser = postgres.connect(database)) {
      run(
          superuser,
          "alter table link set (autovacuum_enabled = false)",
          """
          insert into ownership (device_id, user_id, epoch, name, changed_at)
          select 'camera-' || n, 'user-' || n, 1, 'Camera', now() from generate_series(1, %d) as n
          """
              .formatted(LINKS),
          """
          insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
          select case n when 7 then uuid '%2$s' else gen_random_uuid() end, 'user-' || n, 'alexa', 'ACTIVE', now(), now(), now()
            from generate_series(1, %1$d) as n
          """
              .formatted(LINKS, link),
          """
          insert into device_grant (link_id, device_id, actions, epoch, granted_at)
          select id, replace(user_id, 'user', 'camera'), array['view'], 1, now() from link
          """,
          """
          insert into access_token (id, link_id, token_hash, issued_at, expires_at)
          select id, id, sha256(convert_to(user_id, 'UTF8')), now(), now() + interval '1 hour'
            from link
          """,
          "analyze");
    }
  }

  @AfterAll
  void drop() {
    postgres.dropDatabase(database);
  }

  private static void run(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Test
  void planMadeWhileAllLinksLived_orNone_readsFewPages_whateverLivesNow() throws SQLException {
    try (Connection superuser = postgres.connect(database)) {
      run(
          superuser,
          "set plan_cache_mode = force_generic_plan",
          "prepare handout as " + DecisionStatement.HANDOUT,
          "prepare device_check as " + DecisionStatement.CHECK,
          "prepare links_by_id (uuid[]) as select id from link where id = any ($1) and state <> 'REVOKED'",
          "prepare link_by_id (uuid) as select id from link where id = $1 and state <> 'REVOKED'");
      assertFewPagesRead(superuser);

      run(superuser, "update link set state = 'REVOKED', changed_at = clock_timestamp()");
      assertFewPagesRead(superuser);

      // New plans, made while no link lives; then people link again.
      run(superuser, "analyze link");
      assertFewPagesRead(superuser);
      run(
          superuser,
          """
          insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
          select gen_random_uuid(), user_id, assistant, 'ACTIVE', now(), now(), now()
            from link where user_id <> 'user-7'
          """);
      assertFewPagesRead(superuser);
    }
  }

  private void assertFewPagesRead(Connection connection) throws SQLException {
    assertFewPagesRead(
        connection, "execute handout ('{user-7}', '{camera-7}', '{alexa}', '{null}')");
    assertFewPagesRead(connection, "execute device_check ('{%s}', '{camera-7}')".formatted(link));
    assertFewPagesRead(connection, "execute links_by_id ('{%s}')".formatted(link));
    assertFewPagesRead(connection, "execute link_by_id ('%s')".formatted(link));
  }

  private static void assertFewPagesRead(Connection connection, String execute)
      throws SQLException {
    run(connection, execute); // also reads the catalogue
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("explain (analyze, buffers) " + execute)) {
      List<String> plan = new ArrayList<>();
      while (rows.next()) {
        plan.add(rows.getString(1));
      }
      int pages =
          plan.stream()
              .filter(line -> line.contains("Buffers: shared"))
              .findFirst()
              .map(DecisionPlanIT::sum)
              .orElseThrow();
      assertThat(pages).as(String.join("\n", plan)).isBetween(1, PAGES);
    }
  }

  /** Hits and reads; written pages are among them. */
  private static int sum(String buffers) {
    return READ.matcher(buffers)
        .results()
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .sum();
  }
}
