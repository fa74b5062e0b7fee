package dev.hushkey.oauth.authorize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.expiry.ExpiredRows;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Database;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@OnStack
class ExpiredCodesSweepIT {

  @Inject ExpiredCodesSweep sweep;

  @Test
  void sweep_manyChunks_deletesWhatRanOutOverADayAgoAndNothingElse() throws Throwable {
    String user = "user-" + UUID.randomUUID();
    addCodes(user, 2 * ExpiredRows.CHUNK + 1, "25 hours");
    addCodes(user, 2, "23 hours");

    VertxContextSupport.subscribeAndAwait(sweep::sweep);

    assertThat(Database.text("select count(*) from authorization_code where user_id = ?", user))
        .isEqualTo("2");
  }

  @Test
  void sweep_deletesPushedRequestsAsSoonAsTheyRanOut() throws Throwable {
    for (String ago : List.of("1 second", "-1 minute")) {
      Database.update(
          """
          insert into pushed_request (request_hash, assistant, parameters, pushed_at, expires_at)
          values (sha256(gen_random_uuid()::text::bytea), 'swept', '', clock_timestamp(),
                  clock_timestamp() - ?::interval)
          """,
          ago);
    }

    VertxContextSupport.subscribeAndAwait(sweep::sweep);

    assertThat(Database.text("select count(*) from pushed_request where assistant = 'swept'"))
        .isEqualTo("1");
  }

  private static void addCodes(String user, int count, String ago) {
    Database.update(
        """
        insert into authorization_code
          (code_hash, user_id, assistant, redirect_uri, decided_at, expires_at)
        select sha256((? || n || gen_random_uuid())::bytea), ?, 'alexa', 'https://x.example/',
               clock_timestamp() - ?::interval, clock_timestamp() - ?::interval
          from generate_series(1, ?) n
        """,
        user,
        user,
        ago,
        ago,
        count);
  }
}
