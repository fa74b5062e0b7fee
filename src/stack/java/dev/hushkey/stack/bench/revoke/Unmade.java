package dev.hushkey.stack.bench.revoke;

import dev.hushkey.stack.bench.subject.BenchHushkey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What nobody could do but a superuser of the database: keeps the sweep away, and takes revocations
 * back that it has not touched. A million links are then revoked again and again without making
 * them anew, and what is measured first is the cut-off alone.
 */
final class Unmade {

  private final BenchHushkey hushkey;

  Unmade(BenchHushkey hushkey) {
    this.hushkey = hushkey;
  }

  /** The sweep is to leave alone what is revoked from now on. */
  void holdSweep() throws SQLException {
    execute(
        """
        create or replace function bench_hold() returns trigger language plpgsql as $$
        begin
          new.try_at := 'infinity';
          return new;
        end
        $$
        """,
        "create trigger bench_hold before insert on revocation for each row"
            + " execute function bench_hold()");
  }

  /** The sweep may begin; somebody has to wake it. */
  void letSweep() throws SQLException {
    execute("drop trigger bench_hold on revocation", "update revocation set try_at = null");
  }

  /** Cut-offs of links of years ago: to the planner the table is never empty. */
  void addHistory() throws SQLException {
    execute(
        """
        insert into cut_off (revocation_id, scope, at)
        select gen_random_uuid(), 'link:' || gen_random_uuid(), timestamptz '2020-01-01'
          from generate_series(1, 2000)
        """,
        "vacuum (analyze) cut_off");
  }

  /** Everything that was revoked lives again. */
  void takeBack() throws SQLException {
    execute(
        "delete from cut_off where revocation_id in (select id from revocation)",
        "delete from revocation",
        "vacuum (analyze) cut_off, revocation");
  }

  /** Before the first sweep, so that links can live again after it. */
  void keepTokens() throws SQLException {
    execute(
        "create table bench_tokens as select link_id, sealed, sealed_access from upstream_token");
  }

  /**
   * What a sweep has ended lives again, but for the tokens of those who linked after {@link
   * #keepTokens}.
   */
  void revive() throws SQLException {
    execute(
        "update link set state = 'ACTIVE', state_reason = null where state = 'REVOKED'",
        "update device_grant set ended_at = null, end_reason = null where ended_at is not null",
        """
        update upstream_token u set sealed = b.sealed, sealed_access = b.sealed_access
          from bench_tokens b
         where b.link_id = u.link_id and u.sealed is null
        """,
        "delete from cut_off where revocation_id in (select id from revocation)",
        "delete from revocation",
        "vacuum (analyze)",
        "checkpoint");
  }

  private void execute(String... statements) throws SQLException {
    try (Connection database = hushkey.connect();
        Statement statement = database.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /**
   * @param living how many links were made after the revocation of everything
   * @throws IllegalStateException when a row was missed, or one of these was touched
   */
  void requireSwept(int living) throws SQLException {
    String rows =
        """
        select (select count(*) from link where state <> 'REVOKED') as links,
               (select count(*) from device_grant where ended_at is null) as grants,
               (select count(*) from upstream_token where sealed is not null) as tokens
        """;
    try (Connection database = hushkey.connect();
        Statement statement = database.createStatement();
        ResultSet left = statement.executeQuery(rows)) {
      left.next();
      for (String what : new String[] {"links", "grants", "tokens"}) {
        if (left.getLong(what) != living) {
          throw new IllegalStateException(
              "%,d %s are left, not %,d".formatted(left.getLong(what), what, living));
        }
      }
    }
  }
}
