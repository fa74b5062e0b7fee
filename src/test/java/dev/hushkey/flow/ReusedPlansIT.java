package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.is;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/**
 * PostgreSQL plans what is asked all the time once for each connection. To plan a decision takes
 * ten times as long as to make it.
 */
@OnStack
class ReusedPlansIT {

  private static final int CONNECTIONS = 20;

  /** PostgreSQL makes five plans on each connection before it compares them. */
  private static final int BEFORE = 100;

  private static final int ASKED = 60;

  /** Sleeps, so that each of them gets a connection of its own. */
  private static final String PLANS =
      """
      select s.statement, s.generic_plans, s.custom_plans
        from pg_prepared_statements s, pg_sleep(0.2)
      """;

  @Inject Pool pool;

  /**
   * How often a statement was carried out, on all connections.
   *
   * @param kept by a plan that was made before
   * @param anew by one that was made for it
   */
  private record Plans(long kept, long anew) {

    Plans plus(Plans other) {
      return new Plans(kept + other.kept, anew + other.anew);
    }

    Plans minus(Plans other) {
      return new Plans(kept - other.kept, anew - other.anew);
    }

    boolean often() {
      return kept + anew >= ASKED / 2;
    }

    boolean mostlyKept() {
      return kept > anew;
    }
  }

  private Map<String, Plans> plans() throws Throwable {
    List<RowSet<Row>> connections =
        VertxContextSupport.subscribeAndAwait(
            () ->
                Uni.join()
                    .all(Collections.nCopies(CONNECTIONS, pool.query(PLANS).execute()))
                    .andFailFast());
    return connections.stream()
        .flatMap(rows -> StreamSupport.stream(rows.spliterator(), false))
        .collect(
            Collectors.toMap(
                row -> row.getString(0),
                row -> new Plans(row.getLong(1), row.getLong(2)),
                Plans::plus));
  }

  @Test
  void whatIsAskedAllTheTime_isNotPlannedAnew() throws Throwable {
    DeviceId camera = Api.newCamera(People.ALICE);
    Linking google = new Linking(TestStack.current()).as(StackAssistant.GOOGLE);
    String token = google.link("alice", Map.of(camera, Set.of(Action.VIEW))).accessToken();
    ask(BEFORE, camera, token);
    Map<String, Plans> before = plans();
    ask(ASKED, camera, token);

    Map<String, Plans> often = new TreeMap<>();
    plans()
        .forEach(
            (statement, plans) ->
                often.put(statement, plans.minus(before.getOrDefault(statement, new Plans(0, 0)))));
    often.values().removeIf(plans -> !plans.often());

    assertThat(often.keySet())
        .as("what hand-outs, checks, their records and opaque tokens ask")
        .anyMatch(statement -> statement.contains("as asked_user"))
        .anyMatch(statement -> statement.contains("as asked_token"))
        .anyMatch(statement -> statement.contains("(select count(*) from written)"))
        .anyMatch(statement -> statement.contains("as asked, t.id"));
    assertThat(often).allSatisfy((_, plans) -> assertThat(plans).matches(Plans::mostlyKept));
  }

  private static void ask(int times, DeviceId camera, String token) {
    for (int i = 0; i < times; i++) {
      Api.check(token, camera, Action.VIEW).then().statusCode(200).body("allowed", is(true));
      Api.handOut(People.ALICE, camera, Action.VIEW);
      Api.introspect(token).then().statusCode(200).body("active", is(true));
    }
  }
}
