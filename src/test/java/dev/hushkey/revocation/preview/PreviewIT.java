package dev.hushkey.revocation.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkState;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import io.quarkus.vertx.VertxContextSupport;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A dry run says what there is to end, quickly. */
@OnStack
class PreviewIT {

  /** The bar, for a million links. */
  private static final Duration BAR = Duration.ofSeconds(2);

  private final String run = "preview-" + UUID.randomUUID();

  @Inject Previews previews;
  @Inject Pool pool;

  private void links(String assistant, String state, int days, int count) {
    Database.update(
        """
        insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
        select gen_random_uuid(), ?, ?, ?, at, at, at
          from (select clock_timestamp() - ? * interval '1 day' as at
                  from generate_series(1, ?)) as n
        """,
        run,
        assistant,
        state,
        days,
        count);
  }

  /**
   * Other tests revoke everything and leave it to the sweep; links of long ago are over by that.
   */
  @BeforeEach
  void nothingIsRevoked() {
    Database.update(
        "update revocation set erased_at = coalesce(erased_at, clock_timestamp()),"
            + " finished_at = coalesce(finished_at, clock_timestamp())");
    Database.update("delete from cut_off");
  }

  @Test
  void dryRun_countsByAssistantStateAndAge_andShowsSome() {
    links("alexa", "ACTIVE", 0, 3);
    links("alexa", "NEEDS_RELINK", 8, 2);
    links("google", "ACTIVE", 400, 7);
    links("google", "REVOKED", 1, 1);

    Api.revoke(Map.of("user", run), Map.of("dryRun", true))
        .then()
        .statusCode(200)
        .body("links", equalTo(12))
        .body("users", equalTo(1))
        .body("breakdown.assistants.assistant", equalTo(List.of("alexa", "google")))
        .body("breakdown.assistants.links", equalTo(List.of(5, 7)))
        .body("breakdown.states.state", equalTo(List.of("ACTIVE", "NEEDS_RELINK")))
        .body("breakdown.states.links", equalTo(List.of(10, 2)))
        .body("breakdown.ages.links", equalTo(List.of(3, 0, 2, 0, 0, 7)))
        .body("breakdown.sample", hasSize(10))
        .body("breakdown.estimate.logOuts", equalTo(1))
        .body("breakdown.estimate.assistantCalls", equalTo(0));
  }

  /** What a clean-up has not come to yet is over all the same. */
  @Test
  void linksThatAreRevoked_andNotCleanedUp_areNotCounted() throws Throwable {
    links("alexa", "ACTIVE", 1, 2);
    links("google", "ACTIVE", 1, 3);
    UUID revocation = UUID.randomUUID();
    String scope = "user:" + run + "/assistant:alexa";
    Database.update(
        """
        insert into revocation (id, scope, reason, actor, cut_off_at, paused_at)
        values (?, ?, 'a test', 'system', clock_timestamp(), clock_timestamp())
        """,
        revocation,
        scope);
    Database.update(
        "insert into cut_off (revocation_id, scope, at) values (?, ?, clock_timestamp())",
        revocation,
        scope);
    links("alexa", "ACTIVE", -1, 1);
    try {
      Preview preview =
          VertxContextSupport.subscribeAndAwait(
              () ->
                  previews.ofScope(
                      new RevocationScope.OfUser(new UserId(run), Optional.empty()),
                      Optional.empty()));

      assertThat(preview.links()).isEqualTo(4);
      assertThat(
              Database.text(
                  "select count(*) from current_link where user_id = ? and state <> 'REVOKED'",
                  run))
          .isEqualTo("4");
    } finally {
      Database.update("delete from revocation where id = ?", revocation);
      Database.update("delete from cut_off where revocation_id = ?", revocation);
    }
  }

  /** In parts that end within a person's links, and within the table. */
  @Test
  void everything_isCountedOnce_inHoweverManyParts() throws Throwable {
    links("alexa", "ACTIVE", 0, 300);
    links("google", "NEEDS_RELINK", 8, 300);
    RevocationScope everything = new RevocationScope.Everything();

    Preview inParts =
        VertxContextSupport.subscribeAndAwait(
            () -> new Previews(pool, 1, 7).ofScope(everything, Optional.empty()));

    assertThat(inParts.links()).isEqualTo(count("count(*)")).isGreaterThanOrEqualTo(600);
    assertThat(inParts.users()).isEqualTo(count("count(distinct user_id)"));
    assertThat(
            inParts.parts().stream()
                .filter(part -> part.state() == LinkState.NEEDS_RELINK && part.age() == 2)
                .mapToLong(Preview.Part::links)
                .sum())
        .isGreaterThanOrEqualTo(300);
    assertThat(inParts.parts()).hasSizeGreaterThan(2);
    Database.update("delete from link where user_id = ?", run);
  }

  private static long count(String what) {
    return Long.parseLong(
        Database.text("select " + what + " from current_link where state <> 'REVOKED'"));
  }

  /** With {@code -Dpreview.links=1000000} it is the bar itself. */
  @Test
  void dryRunOfAWholeAssistant_isQuick() {
    int links = Integer.getInteger("preview.links", 20_000);
    String assistant = "p" + run.substring(8, 16);
    Database.update(
        """
        insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
        select gen_random_uuid(), ? || '-' || n, ?, 'ACTIVE', clock_timestamp(),
               clock_timestamp(), clock_timestamp()
          from generate_series(1, ?) as n
        """,
        run,
        assistant,
        links);
    Database.update("analyze link");
    try {
      long start = System.nanoTime();
      Api.revoke(Map.of("assistant", assistant), Map.of("dryRun", true))
          .then()
          .statusCode(200)
          .body("links", equalTo(links))
          .body("users", equalTo(links));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BAR);
    } finally {
      Database.update("delete from link where starts_with(user_id, ?)", run);
    }
  }
}
