package dev.hushkey.audit;

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
import java.util.stream.Stream;
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

  /** Records in a transaction of its own; done when it is committed. */
  public Uni<Void> record(AuditEvent event) {
    return pool.preparedQuery(AuditRow.NUMBERED)
        .execute(Tuple.from(row(event).inOrder()))
        .replaceWithVoid();
  }

  /**
   * Records all of them in a transaction of their own, but none that says {@code allowed} and is no
   * longer true. Such a condition is the last look before an answer.
   *
   * @return for each event, in their order, whether it was recorded
   */
  public Uni<List<Boolean>> recordIf(StillTrue condition, List<? extends AuditEvent> events) {
    if (events.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    List<Tuple> rows =
        events.stream()
            .map(
                event ->
                    Tuple.from(
                        Stream.concat(
                                row(event).inOrder().stream(), condition.parameters().stream())
                            .toList()))
            .toList();
    return pool.preparedQuery(AuditRow.onlyIf(condition))
        .executeBatch(rows)
        .map(AuditTrail::recorded);
  }

  /** A batch answers with one result for each of its rows, chained. */
  private static List<Boolean> recorded(RowSet<Row> first) {
    List<Boolean> each = new ArrayList<>();
    for (RowSet<Row> result = first; result != null; result = result.next()) {
      each.add(result.rowCount() == 1);
    }
    return each;
  }

  private static AuditRow row(AuditEvent event) {
    return AuditRows.of(event).correlation((String) MDC.get(RequestCorrelation.KEY));
  }
}
