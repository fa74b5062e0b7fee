package dev.hushkey.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.migration.RecordKeeping.Width;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.postgres.PostgresServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The partitions of the record: made ahead, removed as a whole, and nothing else removes a row. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordPartitionsIT {

  private static final String EVENT =
      "insert into audit_event (kind, actor, outcome, detail) values ('k', 'a', 'done', '%s')";

  private static final String GAPS =
      """
      select count(*) from (
        select from_at, lag(to_at) over (order by to_at) as before_at from record_partitions()) p
       where from_at is distinct from coalesce(before_at, '-infinity')
      """;

  private static final String NO_LOCK = "55P03";

  private final LocalStack stack = TestStack.current();
  private final PostgresServer postgres = stack.postgres();
  private final String database = "record_" + UUID.randomUUID().toString().substring(0, 8);
  private Connection owner;

  @BeforeAll
  void migrate() {
    postgres.ensureDatabase(database, LocalStack.OWNER);
    new Migration(stack.migration(database)).run();
  }

  @AfterAll
  void drop() {
    postgres.dropDatabase(database);
  }

  /** What a test does is undone. */
  @BeforeEach
  void begin() throws SQLException {
    owner = new OwnerConnections(stack.migration(database)).open();
    owner.setAutoCommit(false);
  }

  @AfterEach
  void rollBack() throws SQLException {
    owner.rollback();
    owner.close();
  }

  private void run(String... statements) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private List<String> values(String query) throws SQLException {
    List<String> all = new ArrayList<>();
    try (Statement statement = owner.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        all.add(rows.getString(1));
      }
    }
    return all;
  }

  private String value(String query) throws SQLException {
    return values(query).getFirst();
  }

  private Connection service() throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(database), LocalStack.HUSHKEY, postgres.password(LocalStack.HUSHKEY));
  }

  @Test
  void migratedDatabase_hasPartitionsForTwoMonthsAhead() throws SQLException {
    assertThat(value(GAPS)).isEqualTo("0");
    assertThat(value("select max(to_at) > now() + interval '2 months' from record_partitions()"))
        .isEqualTo("t");
    run(EVENT.formatted("x"));
    assertThat(value("select tableoid::regclass from audit_event where detail = 'x'"))
        .startsWith("audit_event_until_");
  }

  @Test
  void timePasses_andPartitionsFollowWithoutAGap_whateverTheZoneOfTheSession() throws SQLException {
    run("set timezone = 'Europe/Berlin'", "select make_record_partitions_at('2028-04-10 12:00Z')");

    assertThat(value(GAPS)).isEqualTo("0");
    assertThat(
            value(
                """
                select count(*) from record_partitions()
                 where to_at <> date_trunc('month', to_at, 'UTC')
                """))
        .isEqualTo("0");
    assertThat(value("select max(to_at) = '2028-07-01Z' from record_partitions()")).isEqualTo("t");
    assertThat(value("select make_record_partitions_at('2028-04-10 12:00Z')")).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"day", "week"})
  void narrowerPartitions_beginWhereTheOthersEnd(String width) throws SQLException {
    run("update record_keeping set partitions = '" + width + "'");
    run("select make_record_partitions_at(max(to_at)) from record_partitions()");

    assertThat(value(GAPS)).isEqualTo("0");
    assertThat(
            value(
                "select max(to_at - from_at) = interval '1 %s' from (select * from".formatted(width)
                    + " record_partitions() order by to_at desc limit 2) latest"))
        .isEqualTo("t");
  }

  @Test
  void clockThatIsYearsAhead_makesFewTables() throws SQLException {
    assertThat(value("select make_record_partitions_at('2199-01-01Z')")).isEqualTo("40");
  }

  @Test
  void replicasThatMakePartitionsAtOnce_makeEachOnce() throws SQLException {
    String before = value("select count(*) from record_partitions()");
    List<CompletableFuture<Void>> replicas =
        IntStream.range(0, 6)
            .mapToObj(_ -> CompletableFuture.runAsync(this::makeAsService))
            .toList();
    replicas.forEach(CompletableFuture::join);
    assertThat(value("select count(*) from record_partitions()")).isEqualTo(before);
  }

  private void makeAsService() {
    try (Connection connection = service();
        Statement statement = connection.createStatement()) {
      statement.execute("select make_record_partitions()");
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void whatHasNoPartition_isRecordedAllTheSame_andLaterTimesGetTheirs() throws SQLException {
    for (String partition : values("select partition from record_partitions()")) {
      run("drop table " + partition);
    }
    run(EVENT.formatted("orphan"));
    assertThat(value("select tableoid::regclass from audit_event where detail = 'orphan'"))
        .isEqualTo("audit_event_rest");

    run("select make_record_partitions_at(clock_timestamp())");

    assertThat(value("select count(*) from audit_event where detail = 'orphan'")).isEqualTo("1");
    assertThat(
            value(
                """
                select bool_and(from_at = date_trunc('month', from_at, 'UTC') and from_at > now())
                  from record_partitions()
                """))
        .isEqualTo("t");
    run(EVENT.formatted("second orphan"));
  }

  @Test
  void whatAddsToTheRecord_doesNotWaitForAPartition() throws SQLException {
    try (Connection other = service();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute(EVENT.formatted("under way"));
      run("select make_record_partitions_at('2028-04-10 12:00Z')");
      statement.execute(EVENT.formatted("beside it"));
      other.rollback();
    }
  }

  @Test
  void oldPartition_goesWhenAllOfItIsTooOld_andThatIsOnRecord() throws SQLException {
    run(EVENT.formatted("old"), "select make_record_partitions_at('2028-04-10 12:00Z')");
    String end = value("select min(to_at) from record_partitions()");

    assertThat(removeAt(end, "400 days - 1 second")).isEqualTo("f");
    assertThat(value("select count(*) from audit_event where detail = 'old'")).isEqualTo("1");
    assertThat(removeAt(end, "400 days")).isEqualTo("t");

    assertThat(value("select count(*) from audit_event where detail = 'old'")).isEqualTo("0");
    assertThat(value("select detail from audit_event where kind = 'record-removed'"))
        .isEqualTo("all before " + end.substring(0, 10));
    assertThat(removeAt(end, "400 days")).isEqualTo("f");
  }

  private String removeAt(String end, String later) throws SQLException {
    return value(
        "select remove_old_record_at('%s'::timestamptz + interval '%s')".formatted(end, later));
  }

  @Test
  void recordThatIsKeptForEver_losesNothing() throws SQLException {
    run("update record_keeping set kept_for = interval '36500 days'");
    assertThat(value("select remove_old_record_at('2090-01-01Z')")).isEqualTo("f");
  }

  /** A backup reads for hours. Nobody may wait behind somebody who waits for it. */
  @Test
  void whileSomebodyReadsTheRecord_noPartitionGoes_andNobodyWaitsForLong() throws SQLException {
    try (Connection other = service();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("select count(*) from audit_event");
      long began = System.nanoTime();
      assertThatThrownBy(() -> value("select remove_old_record_at('2090-01-01Z')"))
          .isInstanceOfSatisfying(
              SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo(NO_LOCK));
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
      other.rollback();
    }
  }

  @Test
  void eachPartition_isAppendOnly_toItsOwnerToo() throws SQLException {
    run(EVENT.formatted("x"), "select make_record_partitions_at('2028-04-10 12:00Z')");
    String its = value("select tableoid::regclass from audit_event where detail = 'x'");
    List<String> all = values("select partition from record_partitions()");
    all.add("audit_event_rest");
    List<String> statements = new ArrayList<>(all.stream().map("truncate "::concat).toList());
    statements.add("update " + its + " set actor = 'nobody'");
    statements.add("delete from " + its);
    for (String statement : statements) {
      run("savepoint before");
      assertThatThrownBy(() -> run(statement)).as(statement).hasMessageContaining("append-only");
      run("rollback to before");
    }
  }

  @Test
  void howTheRecordIsKept_isSaidByTheOwner() throws SQLException {
    MigrationTarget usual = stack.migration(database);
    assertThat(value("select kept_for || ' ' || partitions from record_keeping"))
        .isEqualTo("9600:00:00 month");
    new Migration(
            new MigrationTarget(
                usual.jdbcUrl(),
                usual.owner(),
                usual.password(),
                usual.serviceRole(),
                usual.lock(),
                usual.silence(),
                new RecordKeeping(Duration.ofDays(90), Width.WEEK)))
        .run();
    assertThat(value("select kept_for || ' ' || partitions from record_keeping"))
        .isEqualTo("2160:00:00 week");
    new Migration(usual).run();
  }
}
