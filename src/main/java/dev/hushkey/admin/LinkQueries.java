package dev.hushkey.admin;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads links for people; through the views that know cut-offs and epochs. */
@ApplicationScoped
class LinkQueries {

  private static final String SUMMARY =
      """
      select l.id, l.user_id, l.assistant, l.state, l.authorized_at, l.changed_at, l.state_reason,
             (select count(*) from current_device_grant g
               where g.link_id = l.id and g.live and l.state <> 'REVOKED') as live_devices
        from current_link l
      """;

  private final Pool pool;

  @Inject
  LinkQueries(Pool pool) {
    this.pool = pool;
  }

  /** What to list; null means any. */
  record Filter(
      UserId user,
      AssistantId assistant,
      LinkState state,
      DeviceId device,
      LinkId after,
      int limit) {}

  Uni<LinkPage> list(Filter filter) {
    List<String> conditions = new ArrayList<>(List.of("true"));
    List<Object> values = new ArrayList<>();
    add(
        conditions,
        values,
        "l.user_id = $%d",
        filter.user() == null ? null : filter.user().value());
    add(
        conditions,
        values,
        "l.assistant = $%d",
        filter.assistant() == null ? null : filter.assistant().value());
    add(conditions, values, "l.state = $%d", filter.state() == null ? null : filter.state().name());
    add(
        conditions,
        values,
        "exists (select from device_grant g where g.link_id = l.id and g.device_id = $%d)",
        filter.device() == null ? null : filter.device().value());
    add(conditions, values, "l.id > $%d", filter.after() == null ? null : filter.after().value());
    // One more than asked for tells whether there is a next page.
    values.add(filter.limit() + 1);
    String statement =
        "%s where %s order by l.id limit $%d"
            .formatted(SUMMARY, String.join(" and ", conditions), values.size());
    return pool.preparedQuery(statement)
        .execute(Tuple.from(values))
        .map(rows -> page(summaries(rows), filter.limit()));
  }

  private static void add(
      List<String> conditions, List<Object> values, String condition, Object value) {
    if (value != null) {
      values.add(value);
      conditions.add(condition.formatted(values.size()));
    }
  }

  private static LinkPage page(List<LinkSummary> found, int limit) {
    if (found.size() <= limit) {
      return new LinkPage(found, null);
    }
    List<LinkSummary> links = found.subList(0, limit);
    return new LinkPage(links, links.getLast().link());
  }

  Uni<LinkDetail> require(LinkId id) {
    return pool.preparedQuery(SUMMARY + " where l.id = $1")
        .execute(Tuple.of(id.value()))
        .map(
            rows ->
                summaries(rows).stream()
                    .findFirst()
                    .orElseThrow(() -> new FailureException(new Failure.NotFound("link"))))
        .chain(
            link ->
                grants(id)
                    .chain(
                        grants ->
                            upstream(id)
                                .map(
                                    upstream ->
                                        new LinkDetail(link, grants, upstream.orElse(null)))));
  }

  private Uni<List<LinkDevice>> grants(LinkId id) {
    return pool.preparedQuery(
            """
            select device_id, actions, epoch, granted_at, live and link_state <> 'REVOKED' as live
              from current_device_grant where link_id = $1 order by device_id
            """)
        .execute(Tuple.of(id.value()))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(LinkQueries::grant).toList());
  }

  private static LinkDevice grant(Row row) {
    return new LinkDevice(
        new DeviceId(row.getString("device_id")),
        Arrays.stream(row.getArrayOfStrings("actions")).map(Action::from).toList(),
        row.getLong("epoch"),
        instant(row, "granted_at"),
        row.getBoolean("live"));
  }

  private Uni<Optional<UpstreamTokenState>> upstream(LinkId id) {
    return pool.preparedQuery(
            """
            select sealed is not null as sealed, received_at, access_expires_at, region,
                   event_endpoint, version
              from upstream_token where link_id = $1
            """)
        .execute(Tuple.of(id.value()))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(LinkQueries::upstream)
                    .findFirst());
  }

  private static UpstreamTokenState upstream(Row row) {
    return new UpstreamTokenState(
        row.getBoolean("sealed"),
        instant(row, "received_at"),
        instant(row, "access_expires_at"),
        row.getString("region"),
        row.getString("event_endpoint"),
        row.getLong("version"));
  }

  private static List<LinkSummary> summaries(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(LinkQueries::summary).toList();
  }

  private static LinkSummary summary(Row row) {
    return new LinkSummary(
        new LinkId(row.getUUID("id")),
        new UserId(row.getString("user_id")),
        new AssistantId(row.getString("assistant")),
        LinkState.valueOf(row.getString("state")),
        instant(row, "authorized_at"),
        instant(row, "changed_at"),
        row.getString("state_reason"),
        row.getLong("live_devices"));
  }

  private static Instant instant(Row row, String column) {
    return row.getOffsetDateTime(column).toInstant();
  }
}
