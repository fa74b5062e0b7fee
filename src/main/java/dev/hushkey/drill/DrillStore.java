package dev.hushkey.drill;

import dev.hushkey.audit.Actor;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DrillId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.sql.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlResult;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code drill}, and the functions that make and remove what belongs to one. */
@ApplicationScoped
class DrillStore {

  private static final String BEGIN =
      """
      insert into drill (id, assistant, links, actor, lease_until)
      values ($1, $2, $3, $4, clock_timestamp() + interval '2 minutes')
      on conflict do nothing
      """;

  private static final String UNDER_WAY = "select id from drill where ended_at is null";

  private static final String SELECT =
      """
      select id, assistant, links, actor, phase, begun_at, dry_run, in_force, last_door, swept,
             relinked, answers, late, failure, ended_at
        from drill where id = $1
      """;

  /** Only whoever holds the lease goes on. */
  private static final String CONTINUE =
      """
      update drill
         set phase = $2, revocation_id = coalesce($3, revocation_id),
             lease_until = clock_timestamp() + interval '2 minutes'
       where id = $1 and phase <> 'REMOVING' and lease_until > clock_timestamp()
      """;

  private static final String MEASURED =
      """
      update drill
         set dry_run = $2, in_force = $3, last_door = $4, swept = $5, relinked = $6, answers = $7,
             late = $8
       where id = $1 and ended_at is null
      """;

  private static final String REMOVE =
      """
      update drill
         set phase = 'REMOVING', failure = coalesce(failure, $2),
             lease_until = clock_timestamp() + interval '2 minutes'
       where id = $1 and ended_at is null
      """;

  private static final String LEFT_BEHIND =
      "select id from drill where ended_at is null and lease_until <= clock_timestamp()";

  private static final String MAKE =
      "select make_drill_links($1, $2, $3, $4, $5, $6::bytea[], $7::bytea[])";

  private final Pool pool;

  @Inject
  DrillStore(Pool pool) {
    this.pool = pool;
  }

  /** Whether it could begin: there is one at a time. */
  Uni<Boolean> begin(DrillId id, Drill.Plan plan, Actor actor) {
    return changes(
        BEGIN, Tuple.of(id.value(), plan.assistant().value(), plan.links(), actor.value()));
  }

  /** The one that is under way. */
  Uni<Optional<DrillId>> underWay() {
    return pool.query(UNDER_WAY).execute().map(rows -> Rows.first(rows, DrillStore::id));
  }

  /** Those whose replica has stopped. */
  Uni<List<DrillId>> leftBehind() {
    return pool.query(LEFT_BEHIND).execute().map(rows -> Rows.all(rows, DrillStore::id));
  }

  private static DrillId id(Row row) {
    return new DrillId(row.getUUID("id"));
  }

  Uni<Optional<Drill>> find(DrillId id) {
    return pool.preparedQuery(SELECT)
        .execute(Tuple.of(id.value()))
        .map(rows -> Rows.first(rows, DrillStore::drill));
  }

  private static Drill drill(Row row) {
    return new Drill(
        id(row),
        new Drill.Plan(new AssistantId(row.getString("assistant")), row.getInteger("links")),
        new Drill.Course(
            row.getString("actor"),
            Drill.Phase.valueOf(row.getString("phase")),
            Rows.instant(row, "begun_at"),
            Optional.ofNullable(row.getString("failure")),
            Rows.findInstant(row, "ended_at")),
        new Drill.Figures(
            duration(row, "dry_run"),
            duration(row, "in_force"),
            duration(row, "last_door"),
            duration(row, "swept"),
            duration(row, "relinked"),
            Optional.ofNullable(row.getLong("answers"))
                .map(answers -> new Drill.Answers(answers, row.getLong("late")))));
  }

  private static Optional<Duration> duration(Row row, String column) {
    return Optional.ofNullable(row.getLong(column)).map(micros -> Duration.ofNanos(micros * 1000));
  }

  /**
   * Goes on with it.
   *
   * @return false when another replica has taken it for abandoned
   */
  Uni<Boolean> proceed(DrillId id, Drill.Phase phase, Optional<RevocationId> revocation) {
    return changes(
        CONTINUE,
        Tuple.of(id.value(), phase.name(), revocation.map(RevocationId::value).orElse(null)));
  }

  /** Notes what was measured so far. */
  Uni<Boolean> note(DrillId id, Drill.Figures figures) {
    Optional<Drill.Answers> doors = figures.answers();
    return changes(
        MEASURED,
        Tuple.tuple()
            .addValue(id.value())
            .addValue(micros(figures.dryRun()))
            .addValue(micros(figures.inForce()))
            .addValue(micros(figures.lastDoor()))
            .addValue(micros(figures.swept()))
            .addValue(micros(figures.relinked()))
            .addValue(doors.map(Drill.Answers::all).orElse(null))
            .addValue(doors.map(Drill.Answers::late).orElse(null)));
  }

  private static Long micros(Optional<Duration> time) {
    return time.map(some -> some.toNanos() / 1000).orElse(null);
  }

  /** Nothing is made for it from now on. */
  Uni<Boolean> beginToRemove(DrillId id, Optional<String> failure) {
    return changes(REMOVE, Tuple.of(id.value(), failure.orElse(null)));
  }

  /** Makes links of the people from this number on. */
  Uni<Void> make(DrillId id, int first, List<SyntheticLink> links) {
    Tuple values =
        Tuple.tuple()
            .addUUID(id.value())
            .addInteger(first)
            .addArrayOfUUID(
                links.stream().map(one -> one.ref().link().value()).toArray(UUID[]::new))
            .addArrayOfString(
                links.stream().map(one -> one.sealed().set().ciphertext()).toArray(String[]::new))
            .addArrayOfString(
                links.stream()
                    .map(one -> one.sealed().access().ciphertext())
                    .toArray(String[]::new))
            .addValue(
                links.stream()
                    .map(one -> Buffer.buffer(one.refreshToken().hash().toBytes()))
                    .toArray(Buffer[]::new))
            .addValue(
                links.stream()
                    .map(one -> Buffer.buffer(one.accessTokenHash().toBytes()))
                    .toArray(Buffer[]::new));
    return pool.preparedQuery(MAKE).execute(values).replaceWithVoid();
  }

  /** Removes what was issued to its people, before them. */
  Uni<Void> removeTokens(DrillId id) {
    return pool.preparedQuery("select remove_drill_tokens($1)")
        .execute(Tuple.of(id.value()))
        .replaceWithVoid();
  }

  /** Removes the people of these numbers and what they have. */
  Uni<Void> remove(DrillId id, int first, int last) {
    return pool.preparedQuery("select remove_drill_people($1, $2, $3)")
        .execute(Tuple.of(id.value(), first, last))
        .replaceWithVoid();
  }

  /** Removes its revocation; nothing but its record is left. */
  Uni<Void> end(DrillId id) {
    return pool.preparedQuery("select end_drill($1)")
        .execute(Tuple.of(id.value()))
        .replaceWithVoid();
  }

  private Uni<Boolean> changes(String statement, Tuple values) {
    return pool.preparedQuery(statement)
        .execute(values)
        .map(SqlResult::rowCount)
        .map(rows -> rows == 1);
  }
}
