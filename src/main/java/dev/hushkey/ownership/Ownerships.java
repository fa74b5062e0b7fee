package dev.hushkey.ownership;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.DeviceGrants;
import dev.hushkey.link.Ending;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** The current owners of devices; the only class that writes them. */
@ApplicationScoped
public class Ownerships {

  /** SQL and not HQL: the first HQL query of a process takes seconds to parse, on an event loop. */
  private static final String COLUMNS =
      "select device_id, user_id, owner_at_backup, epoch, name, room, changed_at from ownership";

  /** The end reason of a grant whose device changed owners. */
  private static final String OWNER_CHANGED = "owner-changed";

  private final Mutiny.SessionFactory sessions;
  private final DeviceGrants grants;
  private final AuditTrail audit;

  @Inject
  Ownerships(Mutiny.SessionFactory sessions, DeviceGrants grants, AuditTrail audit) {
    this.sessions = sessions;
    this.grants = grants;
    this.audit = audit;
  }

  /**
   * The user's current devices, ordered by room and name. Fails while it is not known of one of
   * them, after a restore, whether it is still the user's.
   */
  public Uni<List<OwnedDevice>> devicesOf(UserId user) {
    return rowsOf(user)
        .invoke(Ownerships::requireKnown)
        .map(rows -> rows.stream().map(OwnershipRow::toOwnedDevice).toList());
  }

  /** Whether the user owns a device, or did when a backup was made that was restored since. */
  public Uni<Boolean> isOwner(UserId user) {
    return rowsOf(user).map(rows -> !rows.isEmpty());
  }

  private Uni<List<OwnershipRow>> rowsOf(UserId user) {
    return sessions.withSession(
        session ->
            session
                .createNativeQuery(
                    COLUMNS
                        + " where user_id = :user or owner_at_backup = :user"
                        + " order by room, name, device_id",
                    OwnershipRow.class)
                .setParameter("user", user.value())
                .getResultList());
  }

  private static void requireKnown(List<OwnershipRow> rows) {
    if (rows.stream().anyMatch(row -> row.userId == null)) {
      throw FailureException.unavailable(Dependency.OWNERSHIP, null);
    }
  }

  /**
   * Applies all changes in one transaction; repeating them changes nothing. A change of owner
   * starts a new epoch and ends the old owner's device grants.
   */
  public Uni<List<OwnershipOutcome>> apply(List<OwnershipChange> changes, Actor actor) {
    // Always in the same order, so that two batches cannot deadlock.
    List<OwnershipChange> ordered =
        changes.stream().sorted(Comparator.comparing(OwnershipChange::device)).toList();
    return sessions.withTransaction(
        session ->
            insertMissing(session, ordered)
                .chain(() -> lock(session, ordered))
                .chain(rows -> applyLocked(session, ordered, rows, actor)));
  }

  /**
   * Rows that two callers insert at once are inserted once; epoch 0 marks them as not yet owned.
   */
  private static Uni<Void> insertMissing(Mutiny.Session session, List<OwnershipChange> changes) {
    String[] registered =
        changes.stream()
            .filter(change -> change.owner().isPresent())
            .map(change -> change.device().value())
            .toArray(String[]::new);
    if (registered.length == 0) {
      return Uni.createFrom().voidItem();
    }
    return session
        .createNativeQuery(
            """
            insert into ownership (device_id, user_id, epoch, name, room, changed_at)
            select d, null, 0, '', '', clock_timestamp()
              from unnest(cast(:devices as text[])) as d order by d
            on conflict (device_id) do nothing
            """)
        .setParameter("devices", registered)
        .executeUpdate()
        .replaceWithVoid();
  }

  private static Uni<List<OwnershipRow>> lock(
      Mutiny.Session session, List<OwnershipChange> changes) {
    return session
        .createNativeQuery(
            COLUMNS + " where device_id = any (:devices) order by device_id for update",
            OwnershipRow.class)
        .setParameter(
            "devices", changes.stream().map(c -> c.device().value()).toArray(String[]::new))
        .getResultList();
  }

  private Uni<List<OwnershipOutcome>> applyLocked(
      Mutiny.Session session, List<OwnershipChange> changes, List<OwnershipRow> rows, Actor actor) {
    return moment(session)
        .map(moment -> outcomes(changes, rows, moment))
        .call(outcomes -> endGrants(session, changedHands(outcomes), actor))
        .call(outcomes -> recordAll(session, changedHands(outcomes), actor));
  }

  /**
   * When a change is made.
   *
   * @param leastEpoch what a new epoch is at least: above each that a restore may have lost
   */
  private record Moment(Instant now, long leastEpoch) {}

  private static Uni<Moment> moment(Mutiny.Session session) {
    return session
        .createNativeQuery("select clock_timestamp() as now, least_epoch() as least", Tuple.class)
        .getSingleResult()
        .map(
            row ->
                new Moment(
                    row.get("now", OffsetDateTime.class).toInstant(),
                    row.get("least", Long.class)));
  }

  private static List<OwnershipOutcome> outcomes(
      List<OwnershipChange> changes, List<OwnershipRow> rows, Moment moment) {
    Map<String, OwnershipRow> byDevice =
        rows.stream().collect(Collectors.toMap(row -> row.deviceId, Function.identity()));
    List<OwnershipOutcome> outcomes = new ArrayList<>();
    for (OwnershipChange change : changes) {
      outcomes.add(
          apply(change, Optional.ofNullable(byDevice.get(change.device().value())), moment));
    }
    return outcomes;
  }

  private static OwnershipOutcome apply(
      OwnershipChange change, Optional<OwnershipRow> row, Moment moment) {
    if (row.isEmpty()) {
      return new OwnershipOutcome(change.device(), Optional.empty(), Optional.empty(), 0, false);
    }
    return apply(change, row.get(), moment);
  }

  private static OwnershipOutcome apply(OwnershipChange change, OwnershipRow row, Moment moment) {
    Optional<UserId> before = row.lastKnownOwner();
    boolean changedHands = !before.equals(change.owner());
    if (changedHands) {
      row.epoch = Math.max(row.epoch + 1, moment.leastEpoch());
      row.changedAt = moment.now();
    }
    row.ownerAtBackup = null;
    row.userId = change.owner().map(UserId::value).orElse(null);
    row.name = change.name();
    row.room = change.room();
    return new OwnershipOutcome(change.device(), before, change.owner(), row.epoch, changedHands);
  }

  private static List<OwnershipOutcome> changedHands(List<OwnershipOutcome> outcomes) {
    return outcomes.stream().filter(OwnershipOutcome::changedHands).toList();
  }

  private Uni<Void> endGrants(Mutiny.Session session, List<OwnershipOutcome> changed, Actor actor) {
    List<DeviceId> devices = changed.stream().map(OwnershipOutcome::device).toList();
    return devices.isEmpty()
        ? Uni.createFrom().voidItem()
        : grants.endOfDevices(session, devices, Ending.by(actor, OWNER_CHANGED));
  }

  private Uni<Void> recordAll(Mutiny.Session session, List<OwnershipOutcome> changed, Actor actor) {
    return Multi.createFrom()
        .iterable(changed)
        .onItem()
        .transformToUniAndConcatenate(outcome -> audit.record(session, event(outcome, actor)))
        .collect()
        .last()
        .replaceWithVoid();
  }

  private static AuditEvent event(OwnershipOutcome outcome, Actor actor) {
    return new AuditEvent.OwnershipChanged(
        actor, outcome.device(), outcome.before(), outcome.owner(), outcome.epoch());
  }

  /** The changes of a batch must not contradict each other. */
  static Optional<DeviceId> namedTwice(List<OwnershipChange> changes) {
    Map<DeviceId, Long> counts =
        changes.stream()
            .collect(Collectors.groupingBy(OwnershipChange::device, Collectors.counting()));
    return counts.entrySet().stream()
        .filter(entry -> entry.getValue() > 1)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
