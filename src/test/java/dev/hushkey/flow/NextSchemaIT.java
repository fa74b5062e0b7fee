package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.Action;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * During a roll-out and after a roll-back, a release runs on the schema of the next one, which has
 * more columns (ADR 23). {@code ./hushkey bench endure} does it with packages and under load.
 */
@OnStack
class NextSchemaIT {

  private static final String TABLES =
      """
      select string_agg(c.oid::regclass::text, ',') from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and not c.relispartition and c.relname not like 'flyway%'
      """;

  /** One after the other: whoever locks several at once may get in the way of a request. */
  private static void eachTable(String change) {
    for (String table : Database.text(TABLES).split(",")) {
      Database.update("alter table " + table + " " + change);
    }
  }

  /** Link, grant, check, hand-out, refresh, sale and revocation. */
  private static void allOfIt() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    assertThat(camera.allows(Action.VIEW)).isTrue();
    Api.handOut(People.ALICE, camera.device(), Action.VIEW).then().statusCode(200);
    Api.introspect(camera.accessToken()).then().statusCode(200);
    assertThat(new Linking(TestStack.current()).refresh(camera.refreshToken()).status())
        .isEqualTo(200);
    Api.own(camera.device(), People.BOB).then().statusCode(200);
    assertThat(camera.allows(Action.VIEW)).isFalse();
    Api.revoke(Map.of("link", camera.link())).then().statusCode(200);
  }

  @Test
  void columnsOfTheNextRelease_comeAndGoUnderStatementsThatArePreparedAlready() {
    allOfIt();
    eachTable("add column of_the_next_release integer not null default 0");
    try {
      allOfIt();
    } finally {
      eachTable("drop column of_the_next_release");
    }
    allOfIt();
  }
}
