package dev.hushkey.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.account.connected.ConnectedAssistantsClient;
import dev.hushkey.alexa.applink.AppLinkClient;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.assistant.RefreshPolicy;
import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.handout.check.CheckClient;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.Links;
import dev.hushkey.oauth.token.TokenEndpointClient;
import dev.hushkey.ownership.Ownerships;
import dev.hushkey.revocation.LeakedTokens;
import dev.hushkey.revocation.Revocations;
import dev.hushkey.revocation.SweepTrigger;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Database;
import io.vertx.mutiny.core.eventbus.EventBus;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ten thousand random steps through the real classes on the real database, against a plain model:
 * nothing dead is accepted and nothing live is refused. {@code -Dwalk.seed=N} repeats a walk,
 * {@code -Dwalk.steps=N} makes it longer.
 */
@OnStack
class RandomWalkIT {

  private static final int STEPS = Integer.getInteger("walk.steps", 10_000);
  private static final long SEED = Long.getLong("walk.seed", System.nanoTime());
  private static final int PATIENCE = 3000;
  private static final int ALL_EVERY = 1000;

  private static final org.jboss.logging.Logger LOG =
      org.jboss.logging.Logger.getLogger(RandomWalkIT.class);

  /** Kept, since loggers that nobody holds forget their level. */
  private static final List<Logger> ALARMS =
      List.of(
          Logger.getLogger("dev.hushkey.oauth.token.RefreshTokenReuse"),
          Logger.getLogger("dev.hushkey.alexa.applink.Attempts"));

  @Inject TokenEndpointClient tokens;
  @Inject CheckClient checks;
  @Inject Ownerships ownerships;
  @Inject Revocations revocations;
  @Inject LeakedTokens leakedTokens;
  @Inject Links links;
  @Inject ConnectedAssistantsClient page;
  @Inject AppLinkClient app;
  @Inject Mutiny.SessionFactory sessions;
  @Inject Pool pool;
  @Inject EventBus bus;
  @Inject Assistants assistants;

  /**
   * {@link DatabaseTime} moves every row of every table, hundreds of times, and other tests leave
   * tens of thousands of links behind.
   */
  @BeforeAll
  static void forgetOtherTests() {
    Database.update("truncate link, access_token, cut_off, ownership cascade");
  }

  /** Hundreds of true alarms would hide what else the log says. */
  @BeforeAll
  static void muteAlarms() {
    ALARMS.forEach(logger -> logger.setLevel(Level.OFF));
  }

  @AfterAll
  static void hearAlarms() {
    ALARMS.forEach(logger -> logger.setLevel(null));
  }

  /** In each of the two, half of the assistants have the one policy and half the other. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void walk_atRandom_neverDiffersFromTheModel(int turn) {
    RandomWalk walk = new RandomWalk(service(), world(turn), stranger(), new Random(SEED + turn));
    int step = 0;
    try {
      for (; step < STEPS / 2; step++) {
        walk.step();
        if (step % ALL_EVERY == 0) {
          walk.compareAll();
        }
      }
      walk.compareAll();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "seed %d, turn %d, step %d: %s%nBefore it:%n  %s"
              .formatted(SEED, turn, step, e.getMessage(), walk.story()),
          e);
    }
    LOG.infof("Random walk, seed %d: %s", SEED, walk.tally());
    assertThat(walk.tally())
        .as("what the walk met, seed %d", SEED)
        .containsKeys(
            "check allowed",
            "check link-revoked",
            "check token-not-live",
            "check device-not-granted",
            "check not-the-owner",
            "code accepted",
            "code refused",
            "disconnecting accepted",
            "leaked token accepted",
            "leaked token refused",
            "link made room",
            "link kept beside others",
            "attempt accepted",
            "attempt refused",
            "next region accepted",
            "next region refused",
            "refresh token accepted",
            "refresh token refused");
  }

  @ParameterizedTest
  @EnumSource(BrokenRule.class)
  void walk_overABrokenRule_seesIt(BrokenRule rule) {
    Runnable mend = rule.apply();
    try {
      int steps = stepsToTheFirstDifference();
      LOG.infof("%s: seen after %d steps", rule, steps);
      assertThat(steps).as("steps to see %s", rule).isLessThan(PATIENCE);
    } finally {
      mend.run();
    }
  }

  /** Always the same walk: whether it sees enough must not be a matter of luck. */
  private int stepsToTheFirstDifference() {
    RandomWalk walk = new RandomWalk(service(), world(0), stranger(), new Random(1));
    for (int step = 0; step < PATIENCE; step++) {
      try {
        walk.step();
      } catch (AssertionError seen) {
        return step;
      }
    }
    return PATIENCE;
  }

  private RandomWalk.Service service() {
    return new RandomWalk.Service(
        tokens,
        checks,
        ownerships,
        revocations,
        leakedTokens,
        SweepTrigger.install(sessions, pool, bus, links),
        links,
        page,
        app,
        sessions);
  }

  private World world(int turn) {
    String run = UUID.randomUUID().toString().substring(0, 8);
    List<Assistant> clients = new ArrayList<>();
    assistants.all().stream()
        .sorted(Comparator.comparing(assistant -> assistant.id().value()))
        .forEach(assistant -> clients.add(withPolicy(assistant, clients.size(), turn)));
    return new World(
        IntStream.range(0, 4).mapToObj(i -> new UserId("user-" + run + "-" + i)).toList(),
        clients,
        IntStream.range(0, 6).mapToObj(i -> new DeviceId("camera-" + run + "-" + i)).toList());
  }

  /** By their order 1, 2, 2 and 3 links for each user, so that bounds are met often. */
  private static Assistant withPolicy(Assistant assistant, int number, int turn) {
    Assistant bounded = TestAssistants.withLinksPerUser(assistant, 1 + number / 2 + number % 2);
    return (number + turn) % 2 == 0
        ? TestAssistants.withRefresh(
            bounded, RefreshPolicy.SUCCESSOR_FIRST_USE, Optional.of(Duration.ofDays(40)))
        : TestAssistants.withRefresh(bounded, RefreshPolicy.STABLE, Optional.empty());
  }

  private static Assistant stranger() {
    return TestAssistants.strict();
  }
}
