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

/**
 * Counts what a revocation would end, by assistant, state and age, in a second for a million links.
 */
@ApplicationScoped
public class Previews {

  private static final int LINKS_PER_STATEMENT = 10_000;

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

  @Inject
  Previews(Pool pool) {
    this.pool = pool;
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

  private static Uni<Preview> count(SqlConnection connection, Living living) {
    Tuple values = Tuple.from(living.values);
    return connection
        .preparedQuery(PARTS + living.from() + BY_PART)
        .execute(values)
        .map(rows -> Rows.all(rows, Previews::part))
        .chain(
            parts ->
                connection
                    .preparedQuery(
                        "select count(*) from (select distinct l.user_id" + living.from() + ") u")
                    .execute(values)
                    .map(rows -> rows.iterator().next().getLong(0))
                    .chain(
                        users ->
                            connection
                                .preparedQuery(SOME + living.from() + FIRST)
                                .execute(values)
                                .map(rows -> Rows.all(rows, Previews::sample))
                                .map(sample -> preview(users, parts, sample))));
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

    private Living(boolean view) {
      this.view = view;
    }

    static Living in(RevocationScope scope, Optional<Instant> until, RowSet<Row> open) {
      List<RevocationScope> scopes =
          Rows.all(open, row -> RevocationScope.shown(row.getString("scope")));
      boolean view =
          scopes.size() > MAX_OPEN
              || scopes.stream().anyMatch(RevocationScope.Unknown.class::isInstance);
      Living living = new Living(view);
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
      return (view ? " from current_link l" : " from link l")
          + " where l.state <> 'REVOKED' and "
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
