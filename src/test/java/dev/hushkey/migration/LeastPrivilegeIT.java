package dev.hushkey.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever has stolen the service's password of PostgreSQL tries what it must not do. */
@OnStack
class LeastPrivilegeIT {

  private static final String NO_RIGHT = "42501";

  private final LocalStack stack = TestStack.current();

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        stack.postgres().jdbcUrl(TestStack.database()),
        LocalStack.HUSHKEY,
        stack.postgres().password(LocalStack.HUSHKEY));
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String value(String query) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  static Stream<String> onTheRecord() {
    String insert =
        "insert into audit_event (kind, actor, outcome, %s) %s values ('k', 'a', 'o', %s)";
    return Stream.of(
        "update audit_event set actor = 'nobody'",
        "delete from audit_event",
        "truncate audit_event",
        "merge into audit_event using (values (1)) v (x) on true when matched then delete",
        "select from audit_event for update",
        insert.formatted("at", "", "now() - interval '1 year'"),
        insert.formatted("id", "overriding system value", "1"),
        insert.formatted("id", "overriding user value", "1"),
        "alter table audit_event disable trigger all",
        "alter table audit_event disable trigger audit_event_is_append_only",
        "drop trigger audit_event_is_append_only on audit_event",
        "alter table audit_event alter column at drop default",
        "alter table audit_event rename to old_events",
        "alter table audit_event owner to hushkey",
        "alter table audit_event add column token text",
        "drop table audit_event",
        "create trigger swallow before insert on audit_event for each row"
            + " execute function suppress_redundant_updates_trigger()",
        "create rule swallow as on insert to audit_event do instead nothing",
        "create policy swallow on audit_event",
        "create or replace function refuse_change_of_audit_event() returns trigger"
            + " language plpgsql as 'begin return old; end'",
        "alter function refuse_change_of_audit_event() rename to harmless",
        "drop function refuse_change_of_audit_event() cascade",
        insert.replace("audit_event", "audit_event_rest").formatted("at", "", "now()"),
        "select from audit_event_rest",
        "update audit_event_rest set actor = 'nobody'",
        "truncate audit_event_rest",
        "drop table audit_event_rest",
        "alter table audit_event detach partition audit_event_rest",
        "select make_record_partitions_at('2099-01-01')",
        "select remove_old_record_at('2099-01-01')",
        "update record_keeping set kept_for = interval '31 days'",
        "alter sequence audit_event_id_seq restart",
        "select setval('audit_event_id_seq', 1)",
        "set session_replication_role = replica",
        "select set_config('session_replication_role', 'replica', false)");
  }

  static Stream<String> onTheSchema() {
    return Stream.of(
        "alter table link add column note text",
        "alter table link drop constraint link_pkey cascade",
        "alter table cut_off disable trigger all",
        "drop table link cascade",
        "drop view current_link cascade",
        "create or replace view current_link as select * from link",
        "alter view current_link rename to link_once_current",
        "create or replace function latest_cut_off(assistant text, user_id text, link_id uuid,"
            + " device_id text) returns timestamptz language sql return '-infinity'::timestamptz",
        "truncate link cascade",
        "truncate cut_off",
        "delete from link",
        "delete from ownership",
        "delete from device_grant",
        "update cut_off set at = '-infinity'",
        "update cut_off set scope = 'nothing'",
        "select note_timeline(false, 'nothing was lost')",
        "select end_what_may_have_ended('{everything}')",
        "select forget_owners_at_backup()",
        "select rotating_assistants()",
        "insert into database_timeline values (default)",
        "delete from database_timeline",
        "drop index link_of_user",
        "create index mine on link (user_id)",
        "create table mine (x int)",
        "create temporary table link (x int)",
        "create view mine as select 1",
        "create sequence mine",
        "create type mine as (x int)",
        "create function mine() returns int language sql return 1",
        "create schema mine",
        "create schema hushkey",
        "create publication mine for table audit_event",
        "create subscription mine connection '' publication mine",
        "create event trigger mine on ddl_command_start execute function mine()",
        "create foreign data wrapper mine",
        "create statistics mine on user_id, assistant from link",
        "comment on table audit_event is 'mine'",
        "alter default privileges for role hushkey_owner grant all on tables to hushkey");
  }

  static Stream<String> onTheServer() {
    return Stream.of(
        "set role hushkey_owner",
        "set session authorization hushkey_owner",
        "set role postgres",
        "alter role hushkey superuser",
        "alter role hushkey createrole",
        "alter role hushkey_owner password 'mine'",
        "create role mine",
        "grant hushkey_owner to hushkey",
        "create database mine",
        "alter database current_db set search_path = mine",
        "alter system set log_statement = 'none'",
        "select passwd from pg_shadow",
        "select rolpassword from pg_authid",
        "select pg_read_file('PG_VERSION')",
        "select lo_import('/etc/passwd')",
        "copy link to program 'cat'",
        "copy link to '/tmp/links'",
        "load '/tmp/mine.so'",
        "checkpoint",
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'",
        "insert into flyway_schema_history (installed_rank, description, type, script, installed_by,"
            + " execution_time, success) values (99, 'd', 'SQL', 's', 'me', 1, true)",
        "update flyway_schema_history set success = false",
        "delete from flyway_schema_history",
        "select checksum from flyway_schema_history",
        "drop table flyway_schema_history");
  }

  @ParameterizedTest
  @MethodSource({"onTheRecord", "onTheSchema", "onTheServer"})
  void serviceRole_isRefused(String statement) {
    String sql = statement.replace("current_db", TestStack.database());
    assertThatThrownBy(() -> run(sql))
        .isInstanceOfSatisfying(
            SQLException.class,
            refused ->
                assertThat(refused.getSQLState()).as(refused.getMessage()).isEqualTo(NO_RIGHT));
  }

  @Test
  void serviceRole_isRefused_becauseOfItsRights() throws SQLException {
    // The control: the same connection may what the service does.
    run("insert into audit_event (kind, actor, outcome) values ('control', 'test', 'done')");
    assertThat(value("select count(*) from audit_event where kind = 'control'")).isNotEqualTo("0");
    assertThat(value("select at > now() - interval '1 minute' from audit_event order by id desc"))
        .isEqualTo("t");
  }

  @Test
  void serviceRole_removesNoLinkThatEndedLately() {
    assertThatThrownBy(() -> run("select forget_ended_links(interval '30 days', 1)"))
        .hasMessageContaining("31 days at least");
    assertThatThrownBy(() -> run("select forget_ended_links(null, 1)"))
        .hasMessageContaining("31 days at least");
  }

  /** What the schedule calls. The owner's rights in it reach no further. */
  @Test
  void serviceRole_tendsTheRecord() throws SQLException {
    String before = value("select count(*) from record_partitions()");
    run("select make_record_partitions()");
    assertThat(value("select remove_old_record()")).isEqualTo("f");
    assertThat(value("select count(*) from record_partitions()")).isEqualTo(before);
  }

  @Test
  void serviceRole_ownsNothing_andNobodyElseMayAnything() throws SQLException {
    assertThat(
            value("select count(*) from pg_class where pg_get_userbyid(relowner) = current_user"))
        .isEqualTo("0");
    assertThat(
            Database.text(
                """
                select string_agg(relname, ', ') from pg_class
                 where relnamespace = 'public'::regnamespace
                   and pg_get_userbyid(relowner) <> 'hushkey_owner'
                """))
        .isNull();
    // A role that was granted nothing.
    stack.postgres().ensureRole("stranger");
    assertThat(
            Database.text(
                """
                select concat_ws(', ', has_database_privilege('stranger', current_database(), 'connect'),
                                 has_schema_privilege('stranger', 'public', 'usage'),
                                 has_table_privilege('stranger', 'link', 'select'))
                """))
        .isEqualTo("f, f, f");
  }

  @Test
  void searchPath_isOurSchemaAlone() throws SQLException {
    assertThat(value("show search_path")).isEqualTo("public");
  }

  /** Another test may have cut its connections; whoever asks for health opens one. */
  @Test
  void running_serviceConnectsAsThatRole() {
    await()
        .untilAsserted(
            () -> {
              Api.inner().get("/q/health/ready").then().statusCode(200);
              assertThat(
                      Database.text(
                          """
                          select string_agg(distinct usename, ', ') from pg_stat_activity
                           where datname = current_database() and pid <> pg_backend_pid()
                          """))
                  .isEqualTo(LocalStack.HUSHKEY);
            });
  }
}
