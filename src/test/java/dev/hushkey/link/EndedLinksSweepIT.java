package dev.hushkey.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Database;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@OnStack
class EndedLinksSweepIT {

  @Inject EndedLinksSweep sweep;

  @Test
  void sweep_removesLinksThatEndedOver400DaysAgo_withAllThatIsLeftOfThem_andNothingElse()
      throws Throwable {
    UUID longOver = addLink("REVOKED", "user", "401 days");
    UUID lately = addLink("REVOKED", "user", "399 days");
    UUID needsRelink = addLink("NEEDS_RELINK", "refused", "401 days");
    UUID active = addLink("ACTIVE", null, "401 days");

    VertxContextSupport.subscribeAndAwait(sweep::sweep);

    assertThat(left(longOver)).isEqualTo("0 0 0 0");
    assertThat(left(lately)).isEqualTo("1 1 1 1");
    assertThat(left(needsRelink)).isEqualTo("1 1 1 1");
    assertThat(left(active)).isEqualTo("1 1 1 1");
  }

  /** Its record counts who is back since, by the links that it has ended. */
  @Test
  void linkThatARevocationEnded_staysAsLongAsTheRecordOfTheRevocation() throws Throwable {
    UUID revocation = UUID.randomUUID();
    UUID link = addLink("REVOKED", "revocation:" + revocation, "500 days");
    Database.update(
        """
        insert into revocation (id, scope, reason, actor, cut_off_at, finished_at)
        values (?, 'link:' || ?, 'test', 'test', clock_timestamp(), clock_timestamp())
        """,
        revocation,
        link);

    VertxContextSupport.subscribeAndAwait(sweep::sweep);
    assertThat(left(link)).isEqualTo("1 1 1 1");

    Database.update("delete from revocation where id = ?", revocation);
    VertxContextSupport.subscribeAndAwait(sweep::sweep);
    assertThat(left(link)).isEqualTo("0 0 0 0");
  }

  private static String left(UUID link) {
    return Database.text(
        """
        select concat_ws(' ', (select count(*) from link where id = l),
                         (select count(*) from device_grant where link_id = l),
                         (select count(*) from refresh_token where link_id = l),
                         (select count(*) from upstream_token where link_id = l))
          from (select ?::uuid) as asked (l)
        """,
        link);
  }

  private static UUID addLink(String state, String reason, String changedAgo) {
    UUID link = UUID.randomUUID();
    Database.update(
        """
        insert into link (id, user_id, assistant, state, state_reason, authorized_at, created_at,
                          changed_at)
        values (?, ?, 'alexa', ?, ?, clock_timestamp(), clock_timestamp(),
                clock_timestamp() - ?::interval)
        """,
        link,
        "user-" + link,
        state,
        reason,
        changedAgo);
    Database.update(
        """
        insert into device_grant (link_id, device_id, actions, epoch, granted_at, ended_at)
        values (?, ?, '{events}', 1, clock_timestamp(), clock_timestamp())
        """,
        link,
        "camera-" + link);
    Database.update(
        """
        insert into refresh_token (token_hash, link_id, issued_at)
        values (sha256(?::text::bytea), ?, clock_timestamp())
        """,
        link,
        link);
    Database.update(
        """
        insert into upstream_token (link_id, received_at, access_expires_at, region, event_endpoint,
                                    version)
        values (?, clock_timestamp(), clock_timestamp(), 'eu', 'https://x.example/', 1)
        """,
        link);
    return link;
  }
}
