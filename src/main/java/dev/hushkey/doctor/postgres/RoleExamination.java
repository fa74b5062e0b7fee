package dev.hushkey.doctor.postgres;

import static dev.hushkey.doctor.finding.Check.POSTGRESQL_GRANTS;
import static dev.hushkey.doctor.finding.Check.POSTGRESQL_ROLE;

import dev.hushkey.doctor.finding.Check;
import dev.hushkey.doctor.finding.Findings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What the service's role is, owns and may do, by PostgreSQL's own catalog. */
final class RoleExamination {

  private static final String ATTRIBUTES =
      """
      select unnest(array_remove(array[
               case when rolsuper then 'is a superuser' end,
               case when rolcreaterole then 'may create roles' end,
               case when rolcreatedb then 'may create databases' end,
               case when rolreplication then 'may replicate' end,
               case when rolbypassrls then 'bypasses row security' end,
               case when has_database_privilege(current_database(), 'create')
                    then 'may create schemas' end,
               case when has_schema_privilege(current_schema(), 'create')
                    then 'may create tables' end], null))
        from pg_roles where rolname = current_user
      """;

  private static final String OWNED =
      """
      select 'owns the database' from pg_database
       where datname = current_database() and pg_has_role(datdba, 'member')
      union all
      select 'owns the schema ' || nspname from pg_namespace
       where nspname !~ '^pg_' and nspname <> 'information_schema'
         and pg_has_role(nspowner, 'member')
      union all
      (select 'owns ' || case c.relkind when 'v' then 'view ' when 'S' then 'sequence '
                              else 'table ' end || c.relname
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v', 'm', 'S')
         and pg_has_role(c.relowner, 'member')
       order by 1 limit 3)
      union all
      (select 'owns function ' || p.proname from pg_proc p
        join pg_namespace n on n.oid = p.pronamespace
       where n.nspname = current_schema() and pg_has_role(p.proowner, 'member')
       order by 1 limit 3)
      """;

  /** What would let it change the record, and what it could not work without. */
  private static final String GRANTS =
      """
      select unnest(array_remove(array[
               case when not (c.relispartition or has_table_privilege(c.oid, 'select')
                              or c.relname = 'flyway_schema_history'
                                 and has_column_privilege(c.oid, 'version', 'select')
                                 and has_column_privilege(c.oid, 'success', 'select'))
                    then 'may not read ' || c.relname end,
               case when c.relkind in ('r', 'p')
                         and has_table_privilege(c.oid, 'truncate, trigger, maintain')
                    then 'may truncate, or put triggers on, ' || c.relname end,
               case when (c.relname = 'audit_event' or c.relispartition)
                         and has_any_column_privilege(c.oid, 'update')
                    then 'may update ' || c.relname end,
               case when (c.relname = 'audit_event' or c.relispartition)
                         and has_table_privilege(c.oid, 'delete')
                    then 'may delete from ' || c.relname end,
               case when c.relispartition and has_any_column_privilege(c.oid, 'insert')
                    then 'may insert past the record into ' || c.relname end,
               case when c.relname = 'audit_event'
                         and not has_any_column_privilege(c.oid, 'insert')
                    then 'may not insert into ' || c.relname end], null))
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = current_schema() and c.relkind in ('r', 'p', 'v')
      """;

  private static final int MOST = 8;

  private final Connection connection;
  private final Findings findings;

  RoleExamination(Connection connection, Findings findings) {
    this.connection = connection;
    this.findings = findings;
  }

  void examine() throws SQLException {
    List<String> amiss = query(ATTRIBUTES);
    amiss.addAll(query(OWNED));
    report(POSTGRESQL_ROLE, amiss, "owns nothing");
    report(POSTGRESQL_GRANTS, query(GRANTS), "reads what it needs; the audit trail: insert only");
  }

  private void report(Check check, List<String> amiss, String fine) {
    amiss.stream().limit(MOST).forEach(each -> findings.fail(check, "the service's role %s", each));
    if (amiss.size() > MOST) {
      findings.fail(check, "and %d more of this kind", amiss.size() - MOST);
    }
    if (amiss.isEmpty()) {
      findings.ok(check, "%s", fine);
    }
  }

  private List<String> query(String sql) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        if (rows.getString(1) != null) {
          lines.add(rows.getString(1));
        }
      }
    }
    return lines;
  }
}
