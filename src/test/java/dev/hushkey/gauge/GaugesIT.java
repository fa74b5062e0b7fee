package dev.hushkey.gauge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the gauges say is what stands in the database. */
@OnStack
class GaugesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String RUN = "gauges-" + UUID.randomUUID();
  private static final int LINKS = 40_000;

  @Inject LinkGauges links;
  @Inject RevocationGauges revocations;
  @Inject RestoreGauges restores;
  @Inject MeterRegistry meters;

  @AfterEach
  void forget() {
    Database.update(
        "delete from cut_off where revocation_id in (select id from revocation where reason = ?)",
        RUN);
    Database.update("delete from revocation where reason = ?", RUN);
    Database.update("delete from link where user_id like ? || '%'", RUN);
    Database.update("delete from ownership where device_id like ? || '%'", RUN);
  }

  private static void now(Uni<Void> look) {
    look.await().atMost(PATIENCE);
  }

  private double needRelink(String assistant) {
    return meters.get("hushkey.links.need.relink").tag("assistant", assistant).gauge().value();
  }

  private double gauge(String name, String... tags) {
    return meters.get(name).tags(tags).gauge().value();
  }

  private static void insert(int number, String state) {
    Database.update(
        """
        insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
        select gen_random_uuid(), ? || n, 'google', ?,
               clock_timestamp(), clock_timestamp(), clock_timestamp()
          from generate_series(1, ?) n
        """,
        RUN,
        state,
        number);
  }

  @Test
  void linksThatNeedRelinking_areCounted_byAssistant() {
    now(links.look(LinkGauges.SAMPLED_BYTES));
    double google = needRelink("google");
    double alexa = needRelink("alexa");
    insert(7, "NEEDS_RELINK");
    insert(5, "ACTIVE");
    insert(3, "REVOKED");

    now(links.look(LinkGauges.SAMPLED_BYTES));

    assertThat(needRelink("google")).isEqualTo(google + 7);
    assertThat(needRelink("alexa")).isEqualTo(alexa);
    assertThat(needRelink("smartthings")).isNotNaN();
  }

  /** A tenth of the pages; the error of so many is a few percent. */
  @Test
  void moreThanAreRead_areEstimated() {
    insert(LINKS, "NEEDS_RELINK");
    long bytes = Long.parseLong(Database.text("select pg_relation_size('link')"));

    now(links.look(bytes / 10));

    double truth =
        Double.parseDouble(
            Database.text(
                "select count(*) from link where state = 'NEEDS_RELINK' and assistant = 'google'"));
    assertThat(needRelink("google"))
        .isCloseTo(truth, within(truth / 2))
        .as("not counted")
        .isNotEqualTo(truth);
  }

  @Test
  void devicesWhoseOwnerARestoreMadeUnknown_areCountedUpToABound() {
    now(restores.look());
    assertThat(gauge("hushkey.devices.owner.unknown")).isZero();
    ownerUnknown(1, 3);
    now(restores.look());
    assertThat(gauge("hushkey.devices.owner.unknown")).isEqualTo(3);
    ownerUnknown(4, RestoreGauges.MOST + 1);
    now(restores.look());
    assertThat(gauge("hushkey.devices.owner.unknown")).isEqualTo(RestoreGauges.MOST);
    assertThat(gauge("hushkey.database.restored")).isZero();
  }

  private static void ownerUnknown(int from, int to) {
    Database.update(
        """
        insert into ownership (device_id, user_id, owner_at_backup, epoch, name, changed_at)
        select ? || n, null, ? || n, 1, 'Door', clock_timestamp() from generate_series(?, ?) n
        """,
        RUN,
        RUN,
        from,
        to);
  }

  @Test
  void cleanUpsUnderWay_areToldWithTheirProgress() {
    now(revocations.look());
    double unfinished = gauge("hushkey.revocations.unfinished");
    double failing = gauge("hushkey.revocations.failing");
    double swept = gauge("hushkey.revocations.links", "state", "swept");
    double left = gauge("hushkey.revocations.links", "state", "left");
    // leased for an hour, so that no sweep takes them
    Database.update(
        """
        insert into revocation (id, scope, reason, actor, cut_off_at, made_at, swept_links,
                                total_links, worked_at, failures, failure, lease, lease_until)
        select gen_random_uuid(), 'user:' || ? || '-nobody', ?, 'a test', at, at, 30, 100,
               clock_timestamp() - interval '20 min', failures, failure,
               gen_random_uuid(), clock_timestamp() + interval '1 hour'
          from (select clock_timestamp() - interval '2 hours' as at) made,
               (values (1, null), (0, 'an old transaction'), (0, null)) as so (failures, failure)
        """,
        RUN,
        RUN);

    now(revocations.look());

    assertThat(gauge("hushkey.revocations.unfinished")).isEqualTo(unfinished + 3);
    assertThat(gauge("hushkey.revocations.failing")).isEqualTo(failing + 2);
    assertThat(gauge("hushkey.revocations.links", "state", "swept")).isEqualTo(swept + 90);
    assertThat(gauge("hushkey.revocations.links", "state", "left")).isEqualTo(left + 210);
    assertThat(gauge("hushkey.revocations.unswept.seconds")).isGreaterThanOrEqualTo(7200);
    assertThat(gauge("hushkey.revocations.idle.seconds")).isGreaterThanOrEqualTo(1200);
  }

  @Test
  void nothingUnderWay_isZero_andPausedOnesAreNotIdle() {
    Database.update(
        """
        insert into revocation (id, scope, reason, actor, cut_off_at, made_at, paused_at)
        select gen_random_uuid(), 'user:' || ? || '-nobody', ?, 'a test', at, at, clock_timestamp()
          from (select clock_timestamp() - interval '300 days' as at) made
        """,
        RUN,
        RUN);

    now(revocations.look());

    assertThat(gauge("hushkey.revocations.paused")).isPositive();
    assertThat(gauge("hushkey.revocations.idle.seconds")).isLessThan(200 * 86_400);
    assertThat(gauge("hushkey.revocations.unswept.seconds")).isGreaterThan(299 * 86_400);
  }
}
