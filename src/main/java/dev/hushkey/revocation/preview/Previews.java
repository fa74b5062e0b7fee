package dev.hushkey.revocation.preview;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.link.LinkState;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.ScopeSql;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Counts what a revocation would end, by assistant, state and age, in a second for a million links.
 */
@ApplicationScoped
public class Previews {

  private static final int LINKS_PER_STATEMENT = 10_000;

  /** Of 8 kB: some 250,000 links. Far from the bound of one statement, however many there are. */
  private static final int BLOCKS_PER_STATEMENT = 4000;

  private static final String BLOCKS =
      "select pg_relation_size('link') / current_setting('block_size')::int";

  private static final int USERS_PER_STATEMENT = 100_000;

  /** More make the statement slower than the view would. */
  private static final int MAX_OPEN = 20;

  private static final String SNAPSHOT =
      "set transaction isolation level repeatable read read only";

  private static final String OPEN =
      "select scope, cut_off_at from revocation where erased_at is null limit " + (MAX_OPEN + 1);

  /** Compares instants, once made: an age computed for each link takes as long as all the rest. */
  private static final String PARTS =
      """
      select l.assistant, l.state,
             %d - width_bucket(l.authorized_at, (select array[%s])) as age,
             count(*) as links
      """
          .formatted(
              Preview.AGES.size(),
              Preview.AGES.reversed().stream()
                  .map(age -> "now() - interval '%d s'".formatted(age.toSeconds()))
                  .collect(Collectors.joining(", ")));

  private static final String BY_PART = " group by 1, 2, 3";

  private static final String SOME =
      "select l.assistant, l.id as link_id, l.user_id, l.state, l.authorized_at";

  private static final String FIRST = " order by l.id limit " + Preview.SAMPLE;

  private static final String OF_LINKS = " from link l where l.id = any ($1)";

  private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");

  private final Pool pool;

  private final int blocks;
  private final int users;

  @Inject
  Previews(Pool pool) {
    this(pool, BLOCKS_PER_STATEMENT, USERS_PER_STATEMENT);
  }

  /**
   * @param blocks of the table in a statement
   * @param users in a statement
   */
  Previews(Pool pool, int blocks, int users) {
    this.pool = pool;
    this.blocks = blocks;
    this.users = users;
  }

  /**
   * Of all links in a scope that is not one of devices.
   *
   * @param until only those that were authorized at or before this
   */
  public Uni<Preview> ofScope(RevocationScope scope, Optional<Instant> until) {
    return pool.withTransaction(
        connection ->
            connection
                .query(SNAPSHOT)
                .execute()
                .chain(() -> connection.query(OPEN).execute())
                .map(open -> Living.in(scope, until, open))
                .chain(living -> count(connection, living)));
  }

  private Uni<Preview> count(SqlConnection connection, Living living) {
    return (living.isRead() ? partsOfTable(connection, living) : parts(connection, living))
        .chain(
            parts ->
                users(connection, living, "", 0)
                    .chain(
                        users ->
                            connection
                                .preparedQuery(SOME + living.from() + FIRST)
                                .execute(Tuple.from(living.values))
                                .map(rows -> Rows.all(rows, Previews::sample))
                                .map(sample -> preview(users, parts, sample))));
  }

  private static Uni<List<Preview.Part>> parts(SqlConnection connection, Living living) {
    return connection
        .preparedQuery(PARTS + living.from() + BY_PART)
        .execute(Tuple.from(living.values))
        .map(rows -> Rows.all(rows, Previews::part));
  }

  /** The same of the whole table, some of its blocks at a time. */
  private Uni<List<Preview.Part>> partsOfTable(SqlConnection connection, Living living) {
    List<Preview.Part> parts = new ArrayList<>();
    String statement = PARTS + living.from() + living.inBlocks() + BY_PART;
    return connection
        .query(BLOCKS)
        .execute()
        .map(rows -> LongStream.rangeClosed(0, rows.iterator().next().getLong(0) / blocks))
        .onItem()
        .transformToMulti(turns -> Multi.createFrom().iterable(turns.boxed().toList()))
        .onItem()
        .transformToUniAndConcatenate(
            turn ->
                connection
                    .preparedQuery(statement)
                    .execute(living.valuesInBlocks(turn * blocks, (turn + 1) * blocks)))
        .invoke(rows -> parts.addAll(Rows.all(rows, Previews::part)))
        .collect()
        .last()
        .map(_ -> List.copyOf(parts));
  }

  /** How many more there are after this one, in parts for the same reason. */
  private Uni<Long> users(SqlConnection connection, Living living, String after, long before) {
    return connection
        .preparedQuery(living.usersAfter(users))
        .execute(living.valuesAfter(after))
        .map(rows -> rows.iterator().next())
        .chain(
            row -> {
              long all = before + row.getLong("users");
              return row.getLong("size") < users
                  ? Uni.createFrom().item(all)
                  : users(connection, living, row.getString("last"), all);
            });
  }

  private static Preview preview(
      long users, List<Preview.Part> parts, List<Preview.Sample> sample) {
    return new Preview(parts.stream().mapToLong(Preview.Part::links).sum(), users, parts, sample);
  }

  /**
   * The living links of a scope, from the rows themselves: asking the view for each of a million
   * takes ten seconds. What a revocation has ended says so in its row once the clean-up is through;
   * what the clean-ups under way have not come to yet is left out here by their scopes, as they
   * look for it. Where there are too many of these, the view is asked after all.
   */
  private static final class Living {

    private final List<Object> values = new ArrayList<>();
    private final StringBuilder condition = new StringBuilder();
    private final boolean view;
    private final boolean whole;

    private Living(boolean view, boolean whole) {
      this.view = view;
      this.whole = whole;
    }

    /** Whether most of the table has to be read in any case. */
    boolean isRead() {
      return whole && !view;
    }

    String inBlocks() {
      return " and l.ctid >= cast(cast($%d as text) as tid) and l.ctid < cast(cast($%d as text) as tid)"
          .formatted(values.size() + 1, values.size() + 2);
    }

    Tuple valuesInBlocks(long from, long to) {
      return Tuple.from(values)
          .addString("(%d,0)".formatted(from))
          .addString("(%d,0)".formatted(to));
    }

    String usersAfter(int most) {
      return """
          select count(distinct p.user_id) as users, count(*) as size, max(p.user_id) as last
            from (select l.user_id %s and l.user_id > $%d order by l.user_id limit %d) as p
          """
          .formatted(ofUsers(), values.size() + 1, most);
    }

    Tuple valuesAfter(String user) {
      return Tuple.from(values).addString(user);
    }

    static Living in(RevocationScope scope, Optional<Instant> until, RowSet<Row> open) {
      List<RevocationScope> scopes =
          Rows.all(open, row -> RevocationScope.shown(row.getString("scope")));
      boolean view =
          scopes.size() > MAX_OPEN
              || scopes.stream().anyMatch(RevocationScope.Unknown.class::isInstance);
      Living living = new Living(view, scope instanceof RevocationScope.Everything);
      living.condition.append(living.numbered(ScopeSql.of(scope)));
      until.ifPresent(at -> living.condition.append(" and ").append(living.notAfter(at)));
      if (!view) {
        open.forEach(living::exclude);
      }
      return living;
    }

    private void exclude(Row row) {
      RevocationScope scope = RevocationScope.fromKey(row.getString("scope"));
      if (!scope.isOfDevices()) {
        condition
            .append(" and not (")
            .append(numbered(ScopeSql.of(scope)))
            .append(" and ")
            .append(notAfter(Rows.instant(row, "cut_off_at")))
            .append(')');
      }
    }

    private String notAfter(Instant at) {
      values.add(at.atOffset(ZoneOffset.UTC));
      return "l.authorized_at <= $" + values.size();
    }

    /** With its parameters after those that are there already. */
    private String numbered(ScopeSql sql) {
      int before = values.size();
      values.addAll(sql.values());
      return PARAMETER
          .matcher(sql.condition())
          .replaceAll(found -> "\\$" + (before + Integer.parseInt(found.group(1))));
    }

    String from() {
      return from("nullif(l.state, 'REVOKED') is not null");
    }

    /** For an index that begins with the user. */
    private String ofUsers() {
      return from("l.state || '' <> 'REVOKED'");
    }

    private String from(String living) {
      return (view ? " from current_link l" : " from link l")
          + " where "
          + living
          + " and "
          + condition;
    }
  }

  /** Of links that were looked up. */
  public Uni<Preview> of(Found found) {
    List<UUID> ids = found.links().stream().map(UUID::fromString).sorted().toList();
    List<Preview.Part> parts = new ArrayList<>();
    return Multi.createFrom()
        .iterable(ids)
        .group()
        .intoLists()
        .of(LINKS_PER_STATEMENT)
        .onItem()
        .transformToUniAndConcatenate(some -> ask(PARTS + OF_LINKS + BY_PART, some))
        .invoke(rows -> parts.addAll(Rows.all(rows, Previews::part)))
        .collect()
        .last()
        .chain(
            () ->
                ask(SOME + OF_LINKS + FIRST, ids.subList(0, Math.min(Preview.SAMPLE, ids.size()))))
        .map(rows -> Rows.all(rows, Previews::sample))
        .map(
            sample ->
                new Preview(
                    found.links().size(), found.users().size(), List.copyOf(parts), sample));
  }

  private Uni<RowSet<Row>> ask(String statement, List<UUID> ids) {
    Tuple values = Tuple.tuple().addArrayOfUUID(ids.toArray(UUID[]::new));
    return pool.preparedQuery(statement).execute(values);
  }

  private static Preview.Part part(Row row) {
    return new Preview.Part(
        new AssistantId(row.getString("assistant")),
        LinkState.valueOf(row.getString("state")),
        row.getInteger("age"),
        row.getLong("links"));
  }

  private static Preview.Sample sample(Row row) {
    return new Preview.Sample(
        Rows.link(row),
        LinkState.valueOf(row.getString("state")),
        Rows.instant(row, "authorized_at"));
  }
}
