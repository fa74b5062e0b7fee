package dev.hushkey.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.StackResource;
import dev.hushkey.testing.Database;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.util.List;
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

  @Test
  void sweep_deletesPushedRequestsAndProofsAsSoonAsTheyRanOut() throws Throwable {
    for (String ago : List.of("1 second", "-1 minute")) {
      Database.update(
          """
          insert into pushed_request (request_hash, assistant, parameters, pushed_at, expires_at)
          values (sha256(gen_random_uuid()::text::bytea), 'swept', '', clock_timestamp(),
                  clock_timestamp() - ?::interval)
          """,
          ago);
      Database.update(
          """
          insert into dpop_proof (proof_hash, expires_at)
          values (sha256(?::bytea), clock_timestamp() - ?::interval)
          """,
          ago,
          ago);
    }

    VertxContextSupport.subscribeAndAwait(sweep::sweep);

    assertThat(Database.text("select count(*) from pushed_request where assistant = 'swept'"))
        .isEqualTo("1");
    assertThat(
            Database.text(
                """
                select count(*) from dpop_proof
                 where proof_hash in (sha256('1 second'), sha256('-1 minute'))
                """))
        .isEqualTo("1");
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
