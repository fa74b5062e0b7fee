package dev.hushkey.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hushkey.migration.MigrationFailure.Kind;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.postgres.PostgresServer;
import dev.hushkey.stack.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What `hushkey migrate` does to a database, and what it says when it cannot. */
class MigrationIT {

  private final LocalStack stack = TestStack.current();
  private final PostgresServer postgres = stack.postgres();
  private final String database = "migration_" + UUID.randomUUID().toString().substring(0, 8);
  private MigrationTarget target;

  @BeforeEach
  void anEmptyDatabase() {
    postgres.ensureDatabase(database, LocalStack.OWNER);
    target = stack.migration(database);
  }

  @AfterEach
  void drop() {
    postgres.dropDatabase(database);
  }

  private MigrationFailure failure(MigrationTarget of) {
    MigrationFailure failure =
        catchThrowableOfType(MigrationFailure.class, () -> new Migration(of).run());
    assertThat(failure).isNotNull();
    assertThat(failure.getMessage())
        .doesNotContain(postgres.password(LocalStack.OWNER), "the-wrong-password");
    return failure;
  }

  private void assertFails(MigrationTarget of, Kind kind, String... says) {
    MigrationFailure failure = failure(of);
    assertThat(failure.getMessage()).contains(says);
    assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
  }

  private MigrationTarget at(String jdbcUrl) {
    return MigrationTarget.of(jdbcUrl, target.owner(), target.password(), target.serviceRole());
  }

  private void asSuperuser(String... statements) {
    for (String statement : statements) {
      postgres.execute(database, statement);
    }
  }

  @Test
  void emptyDatabase_isMigrated_andTheSecondTimeThereIsNothingToDo() {
    Migration.Outcome first = new Migration(target).run();
    assertThat(first.version()).isEqualTo(SchemaVersion.NEEDED);
    assertThat(first.applied()).isEqualTo(migrations());
    assertThat(new Migration(target).run())
        .isEqualTo(new Migration.Outcome(SchemaVersion.NEEDED, 0, false));
  }

  @Test
  void severalAtOnce_waitForEachOther() {
    List<CompletableFuture<Migration.Outcome>> runs =
        IntStream.range(0, 4)
            .mapToObj(_ -> CompletableFuture.supplyAsync(() -> new Migration(target).run()))
            .toList();
    assertThat(
            runs.stream().map(CompletableFuture::join).mapToInt(Migration.Outcome::applied).sum())
        .isEqualTo(migrations());
  }

  /**
   * Under load nothing else will do, and it waits for all transactions that it may not overtake.
   */
  @Test
  void indexThatIsMadeConcurrently_doesNotWaitForTheRunItself(@TempDir Path more)
      throws IOException {
    new Migration(target).run();
    Files.writeString(
        more.resolve("V%d__index.sql".formatted(SchemaVersion.NEEDED + 1)),
        "create index concurrently link_of_a_test on link (changed_at);");

    Migration.Outcome done =
        new Migration(target, "classpath:db/migration", "filesystem:" + more).run();

    assertThat(done.applied()).isEqualTo(1);
  }

  private static int migrations() {
    String[] files = Path.of("src/main/resources/db/migration").toFile().list();
    assertThat(files).isNotEmpty();
    return files.length;
  }

  @Test
  void rightsThatWereTakenOrGiven_areAsTheyShouldBeAfterwards() {
    new Migration(target).run();
    asSuperuser(
        "revoke insert on link from hushkey",
        "grant delete, truncate on audit_event to hushkey",
        "grant create on schema public to public",
        "grant update (at) on audit_event to hushkey");
    new Migration(target).run();
    asSuperuser(
        """
        do $$ begin
          assert has_table_privilege('hushkey', 'link', 'insert');
          assert not has_table_privilege('hushkey', 'audit_event', 'delete');
          assert not has_table_privilege('hushkey', 'audit_event', 'truncate');
          assert not has_column_privilege('hushkey', 'audit_event', 'at', 'update');
          assert not has_schema_privilege('hushkey', 'public', 'create');
        end $$
        """);
  }

  @Test
  void serviceRoleThatMayMore_isAFailureThatNamesEachRight() {
    String powerful = "powerful_" + database;
    postgres.ensureRole(powerful);
    try {
      asSuperuser(
          "alter role " + powerful + " createrole",
          "grant pg_write_all_data to " + powerful,
          "grant set on parameter session_replication_role to " + powerful,
          "create schema mine authorization " + powerful);
      MigrationTarget tooMuch =
          MigrationTarget.of(target.jdbcUrl(), target.owner(), target.password(), powerful);
      assertFails(
          tooMuch,
          Kind.REFUSED,
          "it may create roles",
          "it may become pg_write_all_data",
          "it may set session_replication_role",
          "it owns the schema mine",
          "it may create objects in the schema mine",
          "it may update audit_event",
          "it may delete audit_event");
    } finally {
      asSuperuser(
          "drop schema mine", "drop owned by " + powerful + " cascade", "drop role " + powerful);
    }
  }

  @Test
  void schemaOfANewerRelease_isLeftAlone() {
    new Migration(target).run();
    asSuperuser(
        """
        insert into flyway_schema_history
               (installed_rank, version, description, type, script, checksum, installed_by,
                execution_time, success)
        values (1000, '1000', 'of a newer release', 'SQL', 'V1000__of_a_newer_release.sql', 1,
                current_user, 1, true)
        """,
        "create table of_a_newer_release (x int)",
        "grant select on of_a_newer_release to hushkey");
    assertThat(new Migration(target).run()).isEqualTo(new Migration.Outcome(1000, 0, true));
    asSuperuser(
        "do $$ begin assert has_table_privilege('hushkey', 'of_a_newer_release', 'select'); end $$");
  }

  @Test
  void migrationThatWasEditedAfterwards_isRefused() {
    new Migration(target).run();
    asSuperuser("update flyway_schema_history set checksum = checksum + 1 where version = '1'");
    assertFails(target, Kind.SCHEMA, "checksum mismatch", "another build");
  }

  @Test
  void migrationThatFails_isRolledBack_andCanBeRepeated() {
    new Migration(target).run();
    asSuperuser("delete from flyway_schema_history where version = '18'");
    assertFails(target, Kind.SCHEMA, "V18__", "already exists", "rolled back");
    asSuperuser(
        "drop table database_timeline cascade",
        "drop function server_now() cascade",
        "drop function note_timeline, end_what_may_have_ended, rotating_assistants,"
            + " forget_owners_at_backup",
        "alter table ownership drop column owner_at_backup");
    assertThat(new Migration(target).run().applied()).isEqualTo(1);
  }

  @Test
  void databaseOfSomethingElse_isLeftAlone() {
    asSuperuser("create table of_somebody_else (x int)");
    assertFails(target, Kind.SCHEMA, "non-empty");
  }

  @Test
  void wrongPassword_unknownRole_andUnknownDatabase_areNamed() {
    MigrationTarget wrong =
        MigrationTarget.of(
            target.jdbcUrl(), target.owner(), SecretText.of("the-wrong-password"), "hushkey");
    assertFails(wrong, Kind.REFUSED, "refuses the password of hushkey_owner");
    assertFails(
        at(postgres.jdbcUrl("no_such_database")),
        Kind.REFUSED,
        "create database no_such_database owner hushkey_owner");
    assertFails(
        MigrationTarget.of(target.jdbcUrl(), target.owner(), target.password(), "nobody"),
        Kind.REFUSED,
        "create role nobody login");
  }

  @Test
  void ownerThatServes_isRefused() {
    assertFails(
        MigrationTarget.of(target.jdbcUrl(), "hushkey", target.password(), "hushkey"),
        Kind.SETTING,
        "hushkey.migration.username and quarkus.datasource.username");
  }

  @Test
  void ownerWithoutTheRightToCreate_isToldWhoHasToOwnWhat() {
    asSuperuser(
        "alter database " + database + " owner to postgres",
        "grant connect on database " + database + " to hushkey_owner");
    assertFails(target, Kind.REFUSED, "alter database " + database + " owner to hushkey_owner");
  }

  @Test
  void serverThatIsAway_orSpeaksNoTls_isNamed() {
    assertFails(
        at("jdbc:postgresql://127.0.0.1:%d/%s".formatted(Ports.free().postgres(), database)),
        Kind.UNAVAILABLE,
        "does not answer");
    String plain = target.jdbcUrl().replaceAll("\\?.*", "");
    assertFails(
        at(plain + "?sslmode=verify-full&sslrootcert=/nowhere/ca.crt"), Kind.REFUSED, "No TLS");
    assertFails(at("postgresql://127.0.0.1/x"), Kind.SETTING, "jdbc:postgresql:");
  }

  @Test
  void lockThatSomebodyHolds_endsTheMigrationInTime() throws SQLException {
    new Migration(target).run();
    MigrationTarget impatient =
        new MigrationTarget(
            target.jdbcUrl(),
            target.owner(),
            target.password(),
            target.serviceRole(),
            Duration.ofMillis(300),
            Duration.ofSeconds(20),
            RecordKeeping.USUAL);
    try (Connection other = postgres.connect(database);
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("select pg_advisory_xact_lock(hashtext('hushkey grants'))");
      assertFails(impatient, Kind.UNAVAILABLE, "hushkey.migration.lock", "repeat");
    }
  }
}
