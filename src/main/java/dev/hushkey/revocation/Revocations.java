package dev.hushkey.revocation;

import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.preview.Preview;
import dev.hushkey.revocation.preview.Previews;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Ends sets of links. A revocation is in force when the returned Uni completes, whatever the size
 * of the set.
 */
@ApplicationScoped
public class Revocations {

  /** What it would be too late to ask for once a statement has begun. */
  private static final String NOW =
      """
      select greatest(after_all_cut_offs(), (select max(decided_at) from user_decision)) as now
      """;

  private final Mutiny.SessionFactory sessions;
  private final Pool pool;
  private final CutOffs cutOffs;
  private final MatchingLinks matching;
  private final Previews previews;
  private final AuditTrail audit;
  private final Sweep sweep;

  @Inject
  Revocations(
      Mutiny.SessionFactory sessions,
      Pool pool,
      CutOffs cutOffs,
      MatchingLinks matching,
      Previews previews,
      AuditTrail audit,
      Sweep sweep) {
    this.sessions = sessions;
    this.pool = pool;
    this.cutOffs = cutOffs;
    this.matching = matching;
    this.previews = previews;
    this.audit = audit;
    this.sweep = sweep;
  }

  /**
   * Counts what a revocation would end, and ends nothing.
   *
   * @return fails with {@link Failure.MalformedRequest} when it names an instant in the future
   */
  public Uni<Preview> count(Selection selection, Actor actor) {
    return requirePast(selection)
        .chain(() -> count(selection))
        .call(
            () ->
                audit.record(
                    new AuditEvent.RevocationCounted(
                        actor, Revocation.What.recorded(selection), selection.subject())));
  }

  private Uni<Preview> count(Selection selection) {
    return switch (selection) {
      case Selection.Rule rule ->
          rule.scope().isOfDevices()
              ? ScopeCount.ofDevices(rule, pool).chain(previews::of)
              : previews.ofScope(rule.scope(), rule.at());
      case Selection.Members list -> ScopeCount.of(list, pool).chain(previews::of);
      case Selection.Matching match ->
          sessions.withSession(session -> matching.count(session, match)).chain(previews::of);
      case Selection.OfLeakedTokens _ -> throw leaked();
    };
  }

  /** Ends everything in the scope. */
  public Uni<Revocation> revoke(
      RevocationScope scope, Revocation.Cause cause, Actor actor, boolean endSessions) {
    return revoke(new Selection.Rule(scope, Optional.empty()), cause, actor, endSessions);
  }

  /**
   * Ends what an admin selects. A rule is one row, so it takes the same time for one link and for
   * millions; a list is a row for each member, and what matches conditions a row for each link, all
   * of one moment. The rows of links are cleaned up in the background.
   *
   * @return fails with {@link Failure.MalformedRequest} when it names an instant in the future, or
   *     has more links to look at than time allows
   */
  public Uni<Revocation> revoke(
      Selection selection, Revocation.Cause cause, Actor actor, boolean endSessions) {
    return revoke(RevocationId.random(), selection, cause, actor, endSessions);
  }

  /** The same under an id that is known already. */
  public Uni<Revocation> revoke(
      RevocationId id,
      Selection selection,
      Revocation.Cause cause,
      Actor actor,
      boolean endSessions) {
    Revocation.Order order =
        new Revocation.Order(
            id, Revocation.What.of(selection, id), cause, actor.value(), endSessions);
    return requirePast(selection)
        .chain(
            () ->
                switch (selection) {
                  case Selection.Rule _ -> done(order, cutOffs.cutOff(order, event(order, actor)));
                  case Selection.Members list -> revokeAll(order, actor, list.subjects().scopes());
                  case Selection.Matching match -> revokeMatching(order, actor, match);
                  case Selection.OfLeakedTokens _ -> throw leaked();
                });
  }

  private Uni<Revocation> revokeMatching(
      Revocation.Order order, Actor actor, Selection.Matching match) {
    return revoke(
        order,
        actor,
        session ->
            cutOffs
                .begin(session, order)
                .call(
                    () ->
                        matching
                            .end(session, order.id(), match)
                            .chain(added -> CutOffs.tellPlanner(session, added))));
  }

  private static IllegalArgumentException leaked() {
    return new IllegalArgumentException("leaked tokens are looked up first: LeakedTokens does it");
  }

  /** Links made from now on must work, so no cut-off may bear an instant that is still to come. */
  private Uni<Void> requirePast(Selection selection) {
    return selection
        .latestInstant()
        .map(
            latest ->
                pool.query(NOW)
                    .execute()
                    .map(rows -> Rows.instant(rows.iterator().next(), "now"))
                    .invoke(now -> requirePast(latest, now))
                    .replaceWithVoid())
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private static void requirePast(Instant latest, Instant now) {
    if (latest.isAfter(now)) {
      throw FailureException.malformed(
          "selector.where",
          "names %s, which is in the future: it is %s by the database's clock"
              .formatted(latest, now.truncatedTo(ChronoUnit.SECONDS)));
    }
  }

  /** Ends these scopes, each once, as one revocation. */
  Uni<Revocation> revokeAll(Revocation.Order order, Actor actor, List<RevocationScope> scopes) {
    return revoke(order, actor, session -> cutOffs.cutOffAll(session, order, scopes));
  }

  private Uni<Revocation> revoke(
      Revocation.Order order,
      Actor actor,
      Function<Mutiny.Session, Uni<Revocation.Instants>> cutOff) {
    AuditEvent event = event(order, actor);
    return done(
        order,
        sessions.withTransaction(
            session -> cutOff.apply(session).call(() -> audit.record(session, event))));
  }

  private static AuditEvent event(Revocation.Order order, Actor actor) {
    return new AuditEvent.Revoked(
        actor,
        order.id(),
        order.what().recorded(),
        order.what().scope().subject(),
        order.cause().words());
  }

  private Uni<Revocation> done(Revocation.Order order, Uni<Revocation.Instants> cutOff) {
    return cutOff
        .map(instants -> new Revocation(order, instants, Revocation.Progress.NONE))
        .invoke(() -> sweep.startSoon());
  }
}
