package dev.hushkey.oauth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.RefreshPolicy;
import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.failure.Failure.GrantNotUsable.Why;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.issued.ExpiredTokensSweep;
import dev.hushkey.oauth.issued.RefreshStatement;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.testing.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What happens to a refresh token when it is used, by policy, on the real database. */
@OnStack
class RefreshTokensIT {

  private static final Assistant STABLE = TestAssistants.alexa();
  private static final Assistant ROTATING =
      TestAssistants.withRefresh(STABLE, RefreshPolicy.SUCCESSOR_FIRST_USE, Optional.empty());

  @Inject RefreshTokenGrant grant;
  @Inject ExpiredTokensSweep sweep;
  @Inject MeterRegistry meters;

  private final UUID link = addLink();
  private final RefreshToken first = addToken(link);

  @Test
  void stableToken_used_isToldAgainAndLeavesNothingBehind() {
    assertThat(refresh(STABLE, first)).isEqualTo(first);
    assertThat(refresh(STABLE, first)).isEqualTo(first);

    assertThat(count("refresh_token")).isEqualTo(1);
    assertThat(count("refresh_chain")).isZero();
    assertThat(count("access_token")).isEqualTo(2);
    assertThat(column(first, "last_used_at")).isNotNull();
  }

  @Test
  void oldToken_repeated_getsSiblingsThatAllWork() {
    RefreshToken one = refresh(ROTATING, first);
    RefreshToken two = refresh(ROTATING, first);

    assertThat(one).isNotEqualTo(two);
    refresh(ROTATING, one);
    refresh(ROTATING, two);
    refresh(ROTATING, one);
    assertThat(state(link)).isEqualTo("ACTIVE");
  }

  @Test
  void oldToken_afterItsSuccessorWasUsed_endsThisLinkWithAnAlarm() {
    double before = reuses();
    RefreshToken second = refresh(ROTATING, first);
    RefreshToken third = refresh(ROTATING, second);

    assertThat(refusal(ROTATING, first)).isEqualTo(Why.SUCCESSOR_USED);

    assertThat(state(link)).isEqualTo("REVOKED");
    assertThat(refusal(ROTATING, third)).isEqualTo(Why.REVOKED);
    assertThat(refusal(ROTATING, first)).isEqualTo(Why.REVOKED);
    assertThat(reuses() - before).isEqualTo(1);
    assertThat(
            Database.text(
                "select count(*) from audit_event where kind = 'refresh-token-reused'"
                    + " and outcome = 'alarm' and actor = 'assistant:alexa' and link_id = ?",
                link))
        .isEqualTo("1");
  }

  @Test
  void sibling_afterATokenOfTheNextGenerationWasUsed_isSupersededToo() {
    RefreshToken one = refresh(ROTATING, first);
    RefreshToken two = refresh(ROTATING, first);
    refresh(ROTATING, refresh(ROTATING, one));

    assertThat(refusal(ROTATING, two)).isEqualTo(Why.SUCCESSOR_USED);
  }

  @Test
  void oldToken_shownByAnotherClient_endsNothing() {
    refresh(ROTATING, refresh(ROTATING, first));

    assertThat(refusal(TestAssistants.strict(), first)).isEqualTo(Why.OTHER_CLIENT);
    assertThat(state(link)).isEqualTo("ACTIVE");
  }

  /** The judgement is made on the locked row: what the statement saw at its begin is old. */
  @Test
  void oldToken_whoseSuccessorIsUsedMeanwhile_comesTooLate() throws Exception {
    CompletableFuture<Why> late;
    LocalStack stack = TestStack.current();
    try (Connection other = stack.postgres().connect(TestStack.database())) {
      other.setAutoCommit(false);
      try (var use = other.prepareStatement("insert into refresh_chain values (?, 1)")) {
        use.setObject(1, link);
        use.executeUpdate();
      }
      late = CompletableFuture.supplyAsync(() -> refusal(ROTATING, first));
      await()
          .until(
              () ->
                  Database.text(
                      "select 1 from pg_stat_activity where datname = current_database()"
                          + " and wait_event_type = 'Lock'"
                          + " and query like '%refresh_chain%'"),
              found -> found != null);
      other.commit();
    }
    assertThat(late.join()).isEqualTo(Why.SUCCESSOR_USED);
    assertThat(count("access_token")).isZero();
    assertThat(state(link)).isEqualTo("REVOKED");
  }

  @Test
  void scope_moreThanGranted_movesNothing() {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> outcome(ROTATING, first, Optional.of("admin")));

    assertThat(count("refresh_chain")).isZero();
    assertThat(count("access_token")).isZero();
    assertThat(refresh(ROTATING, first)).isNotNull();
  }

  @Test
  void generations_longPast_areForgottenAndNewerOnesAreNot() {
    RefreshToken newest = first;
    for (int i = 0; i < RefreshStatement.REMEMBERED_GENERATIONS + 3; i++) {
      newest = refresh(ROTATING, newest);
    }
    // The last one shown, its successor, and those before it that are remembered.
    assertThat(count("refresh_token")).isEqualTo(RefreshStatement.REMEMBERED_GENERATIONS + 2);
    assertThat(refusal(ROTATING, first)).isEqualTo(Why.UNKNOWN);
    assertThat(state(link)).isEqualTo("ACTIVE");
  }

  @Test
  void sibling_lostAMonthAgo_isForgottenAtTheNextRepeat() {
    RefreshToken lost = refresh(ROTATING, first);
    RefreshToken recent = refresh(ROTATING, first);
    issuedEarlier(lost, "31 days");
    issuedEarlier(recent, "29 days");

    refresh(ROTATING, first);

    assertThat(refusal(ROTATING, lost)).isEqualTo(Why.UNKNOWN);
    assertThat(refresh(ROTATING, recent)).isNotNull();
  }

  @Test
  void lifetime_startsAnewAtEachUseAndEndsAnUnusedToken() {
    Assistant limited =
        TestAssistants.withRefresh(
            ROTATING, RefreshPolicy.SUCCESSOR_FIRST_USE, Optional.of(Duration.ofDays(100)));
    RefreshToken second = refresh(limited, first);
    assertThat(
            Database.text(
                "select count(*) from refresh_token where link_id = ?"
                    + " and expires_at = coalesce(last_used_at, issued_at) + interval '100 days'",
                link))
        .isEqualTo("2");

    Database.update(
        "update refresh_token set expires_at = clock_timestamp() where token_hash = ?",
        second.hash().toBytes());
    assertThat(refusal(limited, second)).isEqualTo(Why.EXPIRED);
    assertThat(state(link)).isEqualTo("ACTIVE");
  }

  @Test
  void token_ofALinkThatEnded_isKnownUntilTheSweepAMonthLater() throws Throwable {
    endLink("29 days");
    VertxContextSupport.subscribeAndAwait(sweep::sweepEndedLinks);
    assertThat(refusal(STABLE, first)).isEqualTo(Why.REVOKED);

    endLink("31 days");
    VertxContextSupport.subscribeAndAwait(sweep::sweepEndedLinks);
    assertThat(refusal(STABLE, first)).isEqualTo(Why.UNKNOWN);
  }

  @Test
  void sweep_deletesWhatExpiredADayAgoAndNothingElse() throws Throwable {
    RefreshToken expired = addToken(link);
    RefreshToken expiredLately = addToken(link);
    set(expired, "expires_at", "25 hours");
    set(expiredLately, "expires_at", "23 hours");

    VertxContextSupport.subscribeAndAwait(sweep::sweep);

    assertThat(refusal(STABLE, expired)).isEqualTo(Why.UNKNOWN);
    assertThat(refusal(STABLE, expiredLately)).isEqualTo(Why.EXPIRED);
    assertThat(refresh(STABLE, first)).isEqualTo(first);
  }

  private RefreshToken refresh(Assistant client, RefreshToken token) {
    return switch (outcome(client, token, Optional.empty())) {
      case TokenOutcome.Granted granted -> granted.tokens().await().indefinitely().refreshToken();
      case TokenOutcome.Refused refused -> throw new AssertionError("refused: " + refused.why());
    };
  }

  private Why refusal(Assistant client, RefreshToken token) {
    return switch (outcome(client, token, Optional.empty())) {
      case TokenOutcome.Granted _ -> throw new AssertionError("not refused");
      case TokenOutcome.Refused refused -> refused.why();
    };
  }

  private TokenOutcome outcome(Assistant client, RefreshToken token, Optional<String> scope) {
    try {
      return VertxContextSupport.subscribeAndAwait(
          () ->
              grant.refresh(
                  client, new TokenRequest.OfRefreshToken(token, scope, Optional.empty())));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private double reuses() {
    return meters.counter("hushkey.refresh.reuse", "assistant", "alexa").count();
  }

  private int count(String table) {
    return Integer.parseInt(
        Database.text("select count(*) from " + table + " where link_id = ?", link));
  }

  private static String column(RefreshToken token, String column) {
    return Database.text(
        "select " + column + " from refresh_token where token_hash = ?", token.hash().toBytes());
  }

  private static void set(RefreshToken token, String column, String ago) {
    Database.update(
        "update refresh_token set "
            + column
            + " = clock_timestamp() - ?::interval where token_hash = ?",
        ago,
        token.hash().toBytes());
  }

  private static void issuedEarlier(RefreshToken token, String ago) {
    set(token, "issued_at", ago);
  }

  private static String state(UUID link) {
    return Database.text("select state from current_link where id = ?", link);
  }

  private void endLink(String ago) {
    Database.update(
        """
        update link set state = 'REVOKED', changed_at = clock_timestamp() - ?::interval
         where id = ?
        """,
        ago,
        link);
  }

  private static UUID addLink() {
    UUID link = UUID.randomUUID();
    Database.update(
        """
        insert into link
          (id, user_id, assistant, state, scope, authorized_at, created_at, changed_at)
        values (?, ?, 'alexa', 'ACTIVE', 'devices',
                clock_timestamp(), clock_timestamp(), clock_timestamp())
        """,
        link,
        "user-" + link);
    return link;
  }

  private static RefreshToken addToken(UUID link) {
    RefreshToken token = new RefreshToken(SecretText.random());
    Database.update(
        "insert into refresh_token (token_hash, link_id, issued_at)"
            + " values (?, ?, clock_timestamp())",
        token.hash().toBytes(),
        link);
    return token;
  }
}
