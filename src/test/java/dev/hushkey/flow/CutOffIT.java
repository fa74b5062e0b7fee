package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.hushkey.identity.Action;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A cut-off waits for nobody and covers all that was issued before it, whatever the clock said; and
 * it stays one step into an index however often a scope is revoked.
 */
@OnStack
class CutOffIT {

  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  /** Every row that a revocation could share with another. */
  private static final List<String> HELD =
      List.of(
          "select from cut_off for update",
          "select from revocation for update",
          """
          with revoked as (
            insert into revocation (id, scope, reason, actor, cut_off_at)
            select gen_random_uuid(), scope, 'stuck', 'system', clock_timestamp()
              from revocation
            returning id, scope, cut_off_at)
          insert into cut_off (revocation_id, scope, at)
          select id, scope, cut_off_at from revoked
          """,
          """
          insert into audit_event (kind, actor, user_id, outcome, revocation_id)
          select 'revoked', 'system', '%s', 'done', id from revocation
          """
              .formatted(People.ALICE));

  private final Linking linking = new Linking(TestStack.current());

  /** Later tests of this database compare with the clock again. */
  @AfterEach
  void noInstantIsAheadOfTheClock() {
    for (String column :
        List.of(
            "link.authorized_at",
            "user_decision.decided_at",
            "device_grant.granted_at",
            "authorization_code.decided_at",
            "cut_off.at",
            "cut_off.made_at",
            "revocation.cut_off_at",
            "revocation.made_at")) {
      String table = column.substring(0, column.indexOf('.'));
      String instant = column.substring(column.indexOf('.') + 1);
      Database.update(
          "update %1$s set %2$s = clock_timestamp() where %2$s > clock_timestamp()"
              .formatted(table, instant));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "link", "device", "assistant", "everything"})
  void revocation_besideOneOfTheSameScopeThatNeverCommits_isInForceAtOnce(String scope)
      throws SQLException {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Map<String, Object> selector = selector(scope, camera);
    Api.revoke(selector).then().statusCode(200);
    LinkedCamera again = LinkedCamera.ofAlice();
    Map<String, Object> selectorAgain = selector(scope, again);
    assertThat(again.allows(Action.VIEW)).isTrue();

    try (Connection stuck = TestStack.current().postgres().connect(TestStack.database());
        Statement statement = stuck.createStatement()) {
      stuck.setAutoCommit(false);
      for (String held : HELD) {
        statement.execute(held);
      }
      long start = System.nanoTime();
      Api.revoke(selectorAgain).then().statusCode(200);

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
      assertThat(again.allows(Action.VIEW)).isFalse();
      stuck.rollback();
    }
  }

  private static Map<String, Object> selector(String scope, LinkedCamera camera) {
    return switch (scope) {
      case "user" -> Map.of("user", camera.owner());
      case "link" -> Map.of("link", camera.link().toString());
      case "device" -> Map.of("device", camera.device().value());
      case "assistant" -> Map.of("assistant", "alexa");
      default -> Map.of("everything", true);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "link", "device", "assistant", "everything"})
  void revocation_afterAFailOverFromAPrimaryWhoseClockWasAhead_coversItsConsents(String scope) {
    LinkedCamera camera = LinkedCamera.ofAlice();
    asFromAFasterPrimary(camera);

    Api.revoke(selector(scope, camera)).then().statusCode(200);

    assertThat(camera.allows(Action.VIEW)).isFalse();
    assertLinkingAgainWorks();
  }

  @Test
  void revocation_afterAFailOverFromAPrimaryWhoseClockWasAhead_coversItsCodes() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Linking.Approval approval =
        linking.approve("alice", Map.of(camera.device(), Set.of(Action.VIEW)));
    Database.update(
        """
        update authorization_code
           set decided_at = decided_at + interval '1 hour',
               expires_at = expires_at + interval '1 hour'
         where user_id = ? and used_at is null
        """,
        People.ALICE);
    decideAnHourLater();

    Api.revoke(Map.of("user", People.ALICE)).then().statusCode(200);

    assertThat(linking.exchange(approval).error()).isEqualTo("invalid_grant");
    assertLinkingAgainWorks();
  }

  @Test
  void secondRevocation_afterACutOffAheadOfTheClock_coversWhatWasIssuedInBetween() {
    asFromAFasterPrimary(LinkedCamera.ofAlice());
    Api.revoke(Map.of("user", People.ALICE)).then().statusCode(200);
    LinkedCamera between = assertLinkingAgainWorks();

    Api.revoke(Map.of("user", People.ALICE)).then().statusCode(200);

    assertThat(between.allows(Action.VIEW)).isFalse();
    assertLinkingAgainWorks();
  }

  private static void decideAnHourLater() {
    Database.update(
        "update user_decision set decided_at = decided_at + interval '1 hour' where user_id = ?",
        People.ALICE);
  }

  private static void asFromAFasterPrimary(LinkedCamera camera) {
    decideAnHourLater();
    Database.update(
        "update link set authorized_at = authorized_at + interval '1 hour' where id = ?",
        camera.link());
    Database.update(
        "update device_grant set granted_at = granted_at + interval '1 hour' where link_id = ?",
        camera.link());
  }

  private LinkedCamera assertLinkingAgainWorks() {
    LinkedCamera again = LinkedCamera.ofAlice();
    assertThat(again.allows(Action.VIEW)).isTrue();
    assertThat(linking.refresh(again.refreshToken()).status()).isEqualTo(200);
    return again;
  }

  /** A device that was revoked while the clock was ahead can be allowed again, too. */
  @Test
  void consentForADevice_afterACutOffOfItAheadOfTheClock_isAlive() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    asFromAFasterPrimary(camera);
    Api.revoke(Map.of("device", camera.device().value())).then().statusCode(200);

    Linking.Tokens tokens =
        linking.link("alice", Map.of(camera.device(), Set.of(Action.EVENTS, Action.VIEW)));

    Api.check(tokens.accessToken(), camera.device(), Action.VIEW)
        .then()
        .body("allowed", equalTo(true));
  }

  @Test
  void latestCutOff_amongThousandsOfEachScope_readsAFewPages() throws SQLException {
    String user = "revoked-often";
    Database.update(
        """
        insert into cut_off (revocation_id, scope, at)
        select gen_random_uuid(), scope, clock_timestamp() - interval '1 day' - i * interval '1 s'
          from generate_series(1, 5000) as i,
               unnest(array['everything', 'assistant:alexa', 'user:' || ?,
                            'user:' || ? || '/assistant:alexa', 'device:camera-of-many']) as scope
        """,
        user,
        user);
    String plan =
        plan("select latest_cut_off('alexa', '" + user + "', gen_random_uuid(), 'camera-of-many')");
    Database.update("delete from cut_off where at < clock_timestamp() - interval '23 hours'");

    // Seven scopes, each with the levels of one index and one row.
    assertThat(pagesRead(plan)).as(plan).isLessThan(60);
  }

  /** Of the second call of a connection: the first also reads the catalogue. */
  private static String plan(String select) throws SQLException {
    try (Connection connection = TestStack.current().postgres().connect(TestStack.database());
        Statement statement = connection.createStatement()) {
      statement.execute(select);
      try (ResultSet plan =
          statement.executeQuery("explain (analyze, buffers, format json) " + select)) {
        plan.next();
        return plan.getString(1);
      }
    }
  }

  private static int pagesRead(String plan) {
    int end = plan.indexOf("\"Planning\"");
    return Pattern.compile("\"Shared (?:Hit|Read) Blocks\": (\\d+)")
        .matcher(end < 0 ? plan : plan.substring(0, end))
        .results()
        .mapToInt(found -> Integer.parseInt(found.group(1)))
        .sum();
  }
}
