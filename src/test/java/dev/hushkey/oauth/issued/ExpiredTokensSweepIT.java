package dev.hushkey.oauth.issued;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Database;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@OnStack
class ExpiredTokensSweepIT {

  @Inject ExpiredTokensSweep sweep;

  @Test
  void sweep_deletesTokensThatExpiredOverADayAgoAndNothingElse() throws Throwable {
    UUID link = addLink("ACTIVE", "40 days");
    for (String ago : new String[] {"25 hours", "23 hours"}) {
      addAccessTokens(link, 3, ago);
      addRefreshToken(link, ago);
    }
    addRefreshToken(link, null);

    VertxContextSupport.subscribeAndAwait(sweep::sweep);

    assertThat(count("access_token", link)).isEqualTo("3");
    assertThat(count("refresh_token", link)).isEqualTo("2");
  }

  @Test
  void sweepEndedLinks_deletesRefreshTokensOfLinksThatEndedOverThirtyDaysAgoAndNothingElse()
      throws Throwable {
    UUID longOver = addLink("REVOKED", "31 days");
    UUID lately = addLink("REVOKED", "29 days");
    UUID needsRelink = addLink("NEEDS_RELINK", "31 days");
    UUID active = addLink("ACTIVE", "31 days");
    // Over by the view since a moment ago, but it has not been swept and did not end long ago.
    UUID cutOff = addLink("ACTIVE", "31 days");
    cutOff(cutOff);
    // More than a step goes through, all ended by one statement.
    Database.update(
        """
        insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
        select gen_random_uuid(), 'one-of-many', 'alexa', 'REVOKED', now(), now(),
               now() - interval '32 days'
          from generate_series(1, 450)
        """);
    Database.update(
        """
        insert into refresh_token (token_hash, link_id, issued_at)
        select sha256((id::text || n)::bytea), id, now()
          from link, generate_series(1, 3) as n where user_id = 'one-of-many'
        """);
    for (UUID link : new UUID[] {longOver, lately, needsRelink, active, cutOff}) {
      addRefreshToken(link, null);
    }

    VertxContextSupport.subscribeAndAwait(sweep::sweepEndedLinks);

    assertThat(
            Database.text(
                """
                select count(*) from refresh_token t join link l on l.id = t.link_id
                 where l.user_id = 'one-of-many'
                """))
        .isEqualTo("0");
    assertThat(count("refresh_token", longOver)).isEqualTo("0");
    assertThat(count("refresh_token", lately)).isEqualTo("1");
    assertThat(count("refresh_token", needsRelink)).isEqualTo("1");
    assertThat(count("refresh_token", active)).isEqualTo("1");
    assertThat(count("refresh_token", cutOff)).isEqualTo("1");
  }

  private static String count(String table, UUID link) {
    return Database.text("select count(*) from " + table + " where link_id = ?", link);
  }

  private static UUID addLink(String state, String changedAgo) {
    UUID link = UUID.randomUUID();
    Database.update(
        """
        insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
        values (?, ?, 'alexa', ?, clock_timestamp(), clock_timestamp(),
                clock_timestamp() - ?::interval)
        """,
        link,
        "user-" + link,
        state,
        changedAgo);
    return link;
  }

  /** A cut-off whose revocation counts as finished, so that no sweep ends the link's row. */
  private static void cutOff(UUID link) {
    UUID revocation = UUID.randomUUID();
    Database.update(
        """
        insert into revocation (id, scope, reason, actor, cut_off_at, finished_at)
        values (?, ?, 'test', 'test', clock_timestamp(), clock_timestamp())
        """,
        revocation,
        "link:" + link);
    Database.update(
        "insert into cut_off (scope, at, revocation_id) values (?, clock_timestamp(), ?)",
        "link:" + link,
        revocation);
    assertThat(Database.text("select state from current_link where id = ?", link))
        .isEqualTo("REVOKED");
  }

  private static void addAccessTokens(UUID link, int count, String expiredAgo) {
    Database.update(
        """
        insert into access_token (id, link_id, issued_at, expires_at)
        select gen_random_uuid(), ?, clock_timestamp() - ?::interval,
               clock_timestamp() - ?::interval
          from generate_series(1, ?)
        """,
        link,
        expiredAgo,
        expiredAgo,
        count);
  }

  /** One that never expires, if no time is given. */
  private static void addRefreshToken(UUID link, String expiredAgo) {
    Database.update(
        """
        insert into refresh_token (token_hash, link_id, issued_at, expires_at)
        values (sha256(gen_random_uuid()::text::bytea), ?, clock_timestamp(),
                clock_timestamp() - ?::interval)
        """,
        link,
        expiredAgo);
  }
}
