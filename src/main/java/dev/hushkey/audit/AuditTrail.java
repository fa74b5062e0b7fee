package dev.hushkey.audit;

import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.wire.RequestCorrelation;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.MDC;

/**
 * The audit trail. An event is written in the transaction of the change it describes, or in its
 * own.
 */
@ApplicationScoped
public class AuditTrail {

  private final Pool pool;

  @Inject
  AuditTrail(Pool pool) {
    this.pool = pool;
  }

  /** Records within the caller's transaction: both are kept, or neither. */
  public Uni<Void> record(Mutiny.Session session, AuditEvent event) {
    Mutiny.Query<?> insert = session.createNativeQuery(AuditRow.NAMED);
    row(event).forEach(insert::setParameter);
    return insert.executeUpdate().replaceWithVoid();
  }

  /** Records many events at once, by one statement in the caller's transaction. */
  public Uni<Void> recordAll(Mutiny.Session session, List<? extends AuditEvent> events) {
    if (events.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    Mutiny.Query<?> insert = session.createNativeQuery(AuditRow.MANY);
    AuditRow.forEachColumn(events.stream().map(AuditTrail::row).toList(), insert::setParameter);
    return insert.executeUpdate().replaceWithVoid();
  }

  /** The part of a statement that records an event for each of its links, for a session. */
  public static final class ForEachLink {

    private final String insert;
    private final AuditRow row;

    private ForEachLink(String insert, AuditRow row) {
      this.insert = insert;
      this.row = row;
    }

    public String insert() {
      return insert;
    }

    /** Sets its parameters, which have the names of columns of {@code audit_event}. */
    public void bind(BiConsumer<String, Object> setParameter) {
      row.forEachButLink(setParameter);
    }
  }

  /**
   * Records such an event for each link.
   *
   * @param fromLinks the clause that says where they are from, as {@code l}, with {@code id},
   *     {@code user_id}, {@code assistant}
   */
  public ForEachLink forEachLink(AuditEvent.LinkEnded event, String fromLinks) {
    return new ForEachLink(AuditRow.forEachLink(fromLinks), row(event));
  }

  /** Records in a transaction of its own; done when it is committed. */
  public Uni<Void> record(AuditEvent event) {
    return pool.preparedQuery(AuditRow.NUMBERED)
        .execute(Tuple.from(row(event).inOrder()))
        .replaceWithVoid();
  }

  /**
   * A change to other tables.
   *
   * @param parts what makes it, as parts of a {@code with}
   * @param result the statement after them, which returns what was changed
   * @param parameters of the parts and the result, {@code $1} onwards
   */
  public record Change(String parts, String result, List<Object> parameters) {}

  /** Makes a change and records it, by one statement: both are kept, or neither. */
  public Uni<RowSet<Row>> record(AuditEvent event, Change change) {
    List<Object> parameters = new ArrayList<>(change.parameters());
    String insert = AuditRow.after(parameters.size());
    parameters.addAll(row(event).inOrder());
    return pool.preparedQuery(
            "with %s, recorded as (%s) %s".formatted(change.parts(), insert, change.result()))
        .execute(Tuple.from(parameters));
  }

  /**
   * An event of the current request, to be recorded later and perhaps together with others.
   *
   * @param token the access token that asks, if one does
   */
  public AuditEntry entry(AuditEvent event, Optional<AccessTokenId> token) {
    return new AuditEntry(row(event), token, Optional.empty());
  }

  /** The same for what was first looked at elsewhere. */
  public AuditEntry entry(AuditEvent event, Seen seen) {
    return new AuditEntry(row(event), Optional.empty(), Optional.of(seen));
  }

  /**
   * Records all of them by one statement in a transaction of its own, but none that says {@code
   * allowed} and is no longer true. Such a condition is the last look before an answer.
   *
   * @return for each entry, in their order, whether it was recorded
   */
  public Uni<List<Boolean>> recordIf(StillTrue condition, List<AuditEntry> entries) {
    return pool.preparedQuery(condition.statement())
        .execute(AuditEntry.columns(entries, condition))
        .map(rows -> recorded(rows, entries.size()));
  }

  /** Believes nothing but a complete answer in order: whatever is wrong must not be handed out. */
  private static List<Boolean> recorded(RowSet<Row> rows, int expected) {
    List<Boolean> each = new ArrayList<>(expected);
    long written = -1;
    for (Row row : rows) {
      if (row.getLong(0) != each.size() + 1) {
        throw new IllegalStateException("records out of order");
      }
      each.add(row.getBoolean(1));
      written = row.getLong(2);
    }
    if (each.size() != expected || each.stream().filter(held -> held).count() != written) {
      throw new IllegalStateException("not each record was accounted for");
    }
    return each;
  }

  private static AuditRow row(AuditEvent event) {
    return AuditRows.of(event).correlation((String) MDC.get(RequestCorrelation.KEY));
  }
}
