package dev.hushkey.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.testing.Database;
import dev.hushkey.testing.stack.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(StackResource.class)
class ExpiredTokensSweepIT {

  @Inject ExpiredTokensSweep sweep;

  @Test
  void sweep_manyChunks_deletesWhatRanOutOverADayAgoAndNothingElse() throws Throwable {
    String user = "user-" + UUID.randomUUID();
    addCodes(user, 2 * ExpiredTokensSweep.CHUNK + 1, "25 hours");
    addCodes(user, 2, "23 hours");
    UUID link = addLink(user);
    addAccessTokens(link, 3, "25 hours");
    addAccessTokens(link, 2, "23 hours");

    VertxContextSupport.subscribeAndAwait(sweep::sweep);

    assertThat(Database.text("select count(*) from authorization_code where user_id = ?", user))
        .isEqualTo("2");
    assertThat(Database.text("select count(*) from access_token where link_id = ?", link))
        .isEqualTo("2");
  }

  private static void addCodes(String user, int count, String ago) {
    Database.update(
        """
        insert into authorization_code
          (code_hash, user_id, assistant, redirect_uri, issued_at, expires_at)
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

  private static UUID addLink(String user) {
    UUID link = UUID.randomUUID();
    Database.update(
        """
        insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
        values (?, ?, 'alexa', 'ACTIVE', clock_timestamp(), clock_timestamp(), clock_timestamp())
        """,
        link,
        user);
    return link;
  }

  private static void addAccessTokens(UUID link, int count, String ago) {
    Database.update(
        """
        insert into access_token (id, link_id, issued_at, expires_at)
        select gen_random_uuid(), ?, clock_timestamp() - ?::interval,
               clock_timestamp() - ?::interval
          from generate_series(1, ?)
        """,
        link,
        ago,
        ago,
        count);
  }
}
