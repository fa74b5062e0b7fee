package dev.hushkey.upstreamtoken;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Database;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is due, on real rows of an assistant that nobody has configured, so that no replica works on
 * it meanwhile. The tokens are not sealed ones: nothing here opens any.
 */
@OnStack
class DueTokensIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration DAY = Duration.ofDays(1);

  private final AssistantId assistant =
      new AssistantId("due-" + UUID.randomUUID().toString().substring(0, 8));

  @Inject DueTokens due;
  @Inject Pool pool;

  /** What another class has cut off would end the links of this one, which are weeks old. */
  @BeforeEach
  void open() {
    Database.update("delete from cut_off where scope = 'everything'");
    now(due.open(assistant));
  }

  @AfterEach
  void forget() {
    Database.update("delete from upstream_token where due_with = ?", assistant.value());
    Database.update("update link set state = 'REVOKED' where assistant = ?", assistant.value());
    Database.update("delete from upstream_pace where assistant = ?", assistant.value());
    Database.update("delete from upstream_pause where place = ?", assistant.value());
  }

  private static <T> T now(Uni<T> work) {
    return work.await().atMost(PATIENCE);
  }

  private static DueTokens.Terms terms(int perSecond, int most) {
    return new DueTokens.Terms(
        perSecond, most, Duration.ofDays(7), Duration.ofDays(30), Duration.ofMinutes(2));
  }

  /** Links that were made an hour ago, and are due since a moment of their own. */
  private void links(int number) {
    Database.update(
        """
        with made as (
          insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
          select gen_random_uuid(), 'due-user-' || n, ?, 'ACTIVE', now - interval '1 hour',
                 now - interval '1 hour', now
            from generate_series(1, ?) n, clock_timestamp() now
          returning id, assistant)
        insert into upstream_token
               (link_id, sealed, received_at, access_expires_at, region, event_endpoint, version,
                due_at, due_with)
        select id, 'vault:v1:none', clock_timestamp() - interval '50 minutes',
               clock_timestamp() + interval '10 minutes', 'na', 'https://localhost', 1,
               clock_timestamp() - random() * interval '10 minutes', assistant
          from made
        """,
        assistant.value(),
        number);
  }

  private LinkId link() {
    links(1);
    return new LinkId(
        UUID.fromString(
            Database.text("select id from link where assistant = ?", assistant.value())));
  }

  private List<DueTokens.Due> claim() {
    return now(due.claim(assistant, terms(1000, 50))).now();
  }

  private void change(String set) {
    Database.update("update upstream_token set " + set + " where due_with = ?", assistant.value());
  }

  private String dueIn() {
    return Database.text(
        "select extract(epoch from due_at - clock_timestamp())::bigint from upstream_token"
            + " where due_with = ?",
        assistant.value());
  }

  private String plan(String sql, Tuple parameters) {
    return StreamSupport.stream(
            now(pool.preparedQuery("explain " + sql).execute(parameters)).spliterator(), false)
        .map(row -> row.getString(0))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void dueLink_isTakenOnce_andDueAgainLater() {
    LinkId link = link();
    assertThat(claim()).containsExactly(new DueTokens.Due(link, 1));
    assertThat(claim()).isEmpty();
    assertThat(Long.parseLong(dueIn())).isBetween(110L, 240L);
  }

  /** PostgreSQL itself says how it looks, with many rows, most of which are not due. */
  @Test
  void manyRows_areFoundByTheIndex_andNothingIsScanned() {
    links(24_000);
    change("due_at = clock_timestamp() + interval '1 hour'");
    Database.update(
        """
        update upstream_token set due_at = clock_timestamp()
         where link_id in (select link_id from upstream_token where due_with = ? limit 100)
        """,
        assistant.value());
    Database.update("analyze upstream_token");
    Database.update("analyze link");
    Tuple claim = DueTokens.parameters(assistant, terms(20, 20));
    assertThat(plan(DueTokens.CLAIM, claim))
        .contains("using upstream_token_due on upstream_token d")
        .contains("using upstream_token_due on upstream_token u")
        .contains("AND (due_at <= ")
        .contains("using upstream_token_pkey on upstream_token u_1")
        .doesNotContain("Seq Scan on upstream_token")
        .doesNotContain("Seq Scan on link");
    assertThat(plan(DueTokens.BACKLOG, Tuple.of(assistant.value())))
        .contains("using upstream_token_due on upstream_token u")
        .doesNotContain("Seq Scan");
    assertThat(now(due.backlog(assistant)).links()).isEqualTo(100);
    assertThat(claim()).hasSize(50);
  }

  @Test
  void twoWorkersAtOnce_neverTakeALinkTwice() {
    links(300);
    List<Uni<DueTokens.Claimed>> claims =
        IntStream.range(0, 40).mapToObj(_ -> due.claim(assistant, terms(1000, 25))).toList();
    List<LinkId> taken = new ArrayList<>();
    for (int round = 0; round < 20 && taken.size() < 300; round++) {
      now(Uni.join().all(claims).andFailFast())
          .forEach(claimed -> claimed.now().forEach(one -> taken.add(one.link())));
    }
    assertThat(taken).hasSize(300);
    assertThat(new HashSet<>(taken)).hasSize(300);
  }

  /** However many are due, and however many ask. */
  @Test
  void rate_isSharedByAllWhoAsk() {
    links(24_000);
    int perSecond = 40;
    long start = System.nanoTime();
    int taken = 0;
    Duration took;
    do {
      List<Uni<DueTokens.Claimed>> claims =
          IntStream.range(0, 4).mapToObj(_ -> due.claim(assistant, terms(perSecond, 50))).toList();
      taken +=
          now(Uni.join().all(claims).andFailFast()).stream()
              .mapToInt(claimed -> claimed.now().size())
              .sum();
      took = Duration.ofNanos(System.nanoTime() - start);
    } while (took.compareTo(Duration.ofMillis(1500)) < 0);
    double seconds = took.toMillis() / 1000.0;
    // What was free before adds up to one second.
    assertThat((double) taken).isBetween(perSecond * seconds * 0.5, perSecond * (seconds + 1) + 1);
    assertThat(now(due.backlog(assistant)).links()).isEqualTo(10_000);
  }

  @ParameterizedTest
  @CsvSource({
    "sealed = null",
    "due_at = null",
    "due_at = clock_timestamp() + interval '1 minute'",
    "paused_until = clock_timestamp() + interval '1 minute'",
  })
  void erasedOrPausedSet_isNotDue(String set) {
    link();
    change(set);
    assertThat(claim()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"REVOKED", "NEEDS_RELINK"})
  void linkThatIsNotActive_isNotDue_norEverAgain(String state) {
    LinkId link = link();
    Database.update("update link set state = ? where id = ?", state, link.value());
    assertThat(claim()).isEmpty();
    assertThat(dueIn()).isNull();
  }

  @Test
  void linkThatIsCutOff_isNotDue_beforeItsRowSaysSo() {
    LinkId link = link();
    Database.update(
        "insert into cut_off (revocation_id, scope, at) values (?, ?, clock_timestamp())",
        UUID.randomUUID(),
        "link:" + link);
    assertThat(claim()).isEmpty();
  }

  @Test
  void linkThatNobodyUses_isLeftForWeeks_andRefreshedThen() {
    LinkId link = link();
    Database.update(
        "update link set authorized_at = clock_timestamp() - interval '8 days' where id = ?",
        link.value());
    assertThat(claim()).isEmpty();
    assertThat(Long.parseLong(dueIn())).isBetween(23 * DAY.toSeconds(), 30 * DAY.toSeconds());

    change("due_at = clock_timestamp(), received_at = clock_timestamp() - interval '25 days'");
    assertThat(claim()).containsExactly(new DueTokens.Due(link, 1));
  }

  @ParameterizedTest
  @CsvSource({"3, true", "9, false"})
  void linkThatWasUsedLately_isDue(int daysAgo, boolean isDue) {
    LinkId link = link();
    Database.update(
        "update link set authorized_at = clock_timestamp() - interval '90 days' where id = ?",
        link.value());
    Database.update(
        """
        insert into refresh_token (token_hash, link_id, generation, issued_at, last_used_at)
        values (sha256(?::text::bytea), ?, 0, clock_timestamp() - interval '90 days',
                clock_timestamp() - ? * interval '1 day')
        """,
        link.toString(),
        link.value(),
        daysAgo);
    assertThat(claim()).hasSize(isDue ? 1 : 0);
  }

  @Test
  void assistantThatIsLeftAlone_isNotAsked_beforeAllItsLinksMayComeBack() {
    link();
    Database.update(
        """
        insert into upstream_pause (place, until, spread, why)
        values (?, clock_timestamp() - interval '1 second', '1 minute', 'a test')
        """,
        assistant.value());
    assertThat(claim()).isEmpty();
    Database.update("update upstream_pause set spread = '0' where place = ?", assistant.value());
    assertThat(claim()).hasSize(1);
  }

  @Test
  void backlog_tellsHowManyAndForHowLong() {
    links(7);
    change("due_at = clock_timestamp() - interval '90 seconds'");
    DueTokens.Backlog backlog = now(due.backlog(assistant));
    assertThat(backlog.links()).isEqualTo(7);
    assertThat(backlog.oldest()).isBetween(Duration.ofSeconds(89), Duration.ofSeconds(100));
  }
}
