package dev.hushkey.walk;

import dev.hushkey.testing.Database;

/**
 * Lets time pass for the database: every instant that it holds moves into the past by as much.
 * Order and distances stay, so this is what waiting would have done. All tables, whatever a
 * migration adds; but for the record, which nobody can change, and what is not about links.
 */
final class DatabaseTime {

  private static final String SHIFT =
      """
      do $$
      declare statement text;
      begin
        for statement in
          select format('update %%I set %%s', c.table_name,
                        string_agg(format('%%1$I = %%1$I - interval ''%d minutes''', c.column_name),
                                   ', '))
            from information_schema.columns c
            join information_schema.tables t using (table_schema, table_name)
           where c.table_schema = 'public' and t.table_type = 'BASE TABLE'
             and c.data_type = 'timestamp with time zone'
             and c.table_name not like 'audit%%' and c.table_name not like 'signing%%'
           group by c.table_name
        loop
          execute statement;
        end loop;
      end
      $$
      """;

  private DatabaseTime() {}

  static void pass(long minutes) {
    Database.update(SHIFT.formatted(minutes));
  }
}
