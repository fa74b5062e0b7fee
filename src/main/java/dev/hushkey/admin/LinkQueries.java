package dev.hushkey.admin;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import dev.hushkey.upstreamtoken.UpstreamTokenStore;
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

/** Reads links for display, through the views that apply cut-offs and epochs. */
@ApplicationScoped
class LinkQueries {

  private static final String SUMMARY =
      """
      select l.id, l.user_id, l.assistant, l.state, l.authorized_at, l.changed_at, l.state_reason,
             (select count(*) from current_device_grant g
               where g.link_id = l.id and g.live and l.state <> 'REVOKED') as live_devices
        from current_link l
      """;

  /** Granted now or formerly. */
  private static final String HAS_DEVICE =
      """
      exists (select from current_device_grant g where g.link_id = l.id and g.device_id = %s)
      """;

  private static final String GRANTS =
      """
      select device_id, actions, epoch, granted_at, live and link_state <> 'REVOKED' as live
        from current_device_grant where link_id = $1 order by device_id
      """;

  private final Pool pool;
  private final UpstreamTokenStore upstreamTokens;

  @Inject
  LinkQueries(Pool pool, UpstreamTokenStore upstreamTokens) {
    this.pool = pool;
    this.upstreamTokens = upstreamTokens;
  }

  /** What to list; empty means any. */
  record Filter(
      Optional<UserId> user,
      Optional<AssistantId> assistant,
      Optional<LinkState> state,
      Optional<DeviceId> device,
      Optional<LinkId> after,
      int limit) {

    /** For the record; with the same order by id it shows which links were listed. */
    AuditEvent listed(Actor actor, int links) {
      return new AuditEvent.LinksListed(
          actor,
          new AuditEvent.Subject(user, assistant, Optional.empty(), device),
          "%d links%s%s"
              .formatted(
                  links,
                  state.map(only -> " in state " + only).orElse(""),
                  after.map(link -> " after " + link).orElse("")));
    }
  }

  Uni<LinkPage> list(Filter filter) {
    Conditions conditions = new Conditions();
    filter.user().ifPresent(user -> conditions.add("l.user_id = %s", user.value()));
    filter.assistant().ifPresent(id -> conditions.add("l.assistant = %s", id.value()));
    filter.state().ifPresent(state -> conditions.add("l.state = %s", state.name()));
    filter.device().ifPresent(device -> conditions.add(HAS_DEVICE, device.value()));
    filter.after().ifPresent(link -> conditions.add("l.id > %s", link.value()));
    // One more row than asked for shows whether there is a next page.
    String limit = conditions.parameter(filter.limit() + 1);
    return pool.preparedQuery(SUMMARY + conditions.where() + " order by l.id limit " + limit)
        .execute(conditions.values())
        .map(rows -> page(summaries(rows), filter.limit()));
  }

  /** Conditions of fixed text; values travel as parameters. */
  private static final class Conditions {

    private final List<String> texts = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    void add(String condition, Object value) {
      texts.add(condition.formatted(parameter(value)));
    }

    String parameter(Object value) {
      values.add(value);
      return "$" + values.size();
    }

    String where() {
      return texts.isEmpty() ? "" : " where " + String.join(" and ", texts);
    }

    Tuple values() {
      return Tuple.from(values);
    }
  }

  private static LinkPage page(List<LinkSummary> found, int limit) {
    if (found.size() <= limit) {
      return new LinkPage(found, null);
    }
    List<LinkSummary> links = found.subList(0, limit);
    return new LinkPage(links, links.getLast().link());
  }

  /** Finds a link with its devices; fails with {@link Failure.NotFound}. */
  Uni<LinkDetail> require(LinkId id) {
    return requireSummary(id).chain(this::withDetails);
  }

  private Uni<LinkSummary> requireSummary(LinkId id) {
    return pool.preparedQuery(SUMMARY + " where l.id = $1")
        .execute(Tuple.of(id.value()))
        .map(rows -> summaries(rows).stream().findFirst())
        .map(found -> found.orElseThrow(() -> new FailureException(new Failure.NotFound("link"))));
  }

  private Uni<LinkDetail> withDetails(LinkSummary link) {
    return Uni.combine()
        .all()
        .unis(grants(link.link()), upstreamTokens.findState(link.link()))
        .with((grants, upstream) -> new LinkDetail(link, grants, upstream.orElse(null)));
  }

  private Uni<List<LinkDevice>> grants(LinkId id) {
    return pool.preparedQuery(GRANTS)
        .execute(Tuple.of(id.value()))
        .map(rows -> rows.stream().map(LinkQueries::grant).toList());
  }

  private static LinkDevice grant(Row row) {
    return new LinkDevice(
        new DeviceId(row.getString("device_id")),
        Arrays.stream(row.getArrayOfStrings("actions")).map(Action::from).toList(),
        row.getLong("epoch"),
        instant(row, "granted_at"),
        row.getBoolean("live"));
  }

  private static List<LinkSummary> summaries(RowSet<Row> rows) {
    return rows.stream().map(LinkQueries::summary).toList();
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
