package dev.hushkey.revocation.relink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import io.quarkus.vertx.VertxContextSupport;
import io.restassured.response.ValidatableResponse;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whoever is back after a revocation is counted, to the last link, and nobody else. */
@OnStack
class RelinksIT {

  private static final List<String> ASSISTANTS = List.of("alexa", "google", "smartthings");
  private static final Duration AGE = Duration.ofDays(45);

  @Inject Pool pool;

  private final long seed = Long.getLong("relinks.seed", new Random().nextLong());
  private final Random random = new Random(seed);
  private final String run = "relinks-" + UUID.randomUUID();

  /** Of one user with one assistant: what was ended, and when links were made afterwards. */
  private record Pair(String user, String assistant, int ended, List<Duration> made) {

    List<Duration> back() {
      return made.stream().sorted().limit(ended).toList();
    }
  }

  @Test
  void figures_areThoseOfAPlainModel() throws Throwable {
    List<String> users =
        IntStream.range(0, Integer.getInteger("relinks.users", 60))
            .mapToObj(n -> run + "-" + n)
            .toList();
    List<String> revoked = users.stream().filter(_ -> random.nextInt(3) > 0).toList();
    Map<String, Integer> living = new TreeMap<>();
    for (String user : users) {
      for (String assistant : ASSISTANTS) {
        int links = random.nextInt(4);
        living.put(user + assistant, links);
        for (int i = 0; i < links; i++) {
          Instant at = before(random.nextInt(1_000_000));
          link(user, assistant, random.nextInt(9) == 0 ? "NEEDS_RELINK" : "ACTIVE", at, at);
        }
        if (random.nextBoolean()) {
          Instant at = before(2_000_000);
          link(user, assistant, "REVOKED", at, at);
        }
      }
    }
    String revocation = revoke(Map.of("listed", Map.of("users", revoked)));
    Instant cutOff = longAgo(revocation);
    List<Pair> pairs = new ArrayList<>();
    for (String user : users) {
      for (String assistant : ASSISTANTS) {
        int ended = revoked.contains(user) ? living.get(user + assistant) : 0;
        pairs.add(new Pair(user, assistant, ended, linkAgain(user, assistant, cutOff)));
      }
    }

    RelinkFigures counted =
        VertxContextSupport.subscribeAndAwait(
            () -> new Relinks(pool, 7, 5).of(RevocationId.from(revocation), cutOff));

    assertThat(counted.assistants()).as("seed " + seed).isEqualTo(assistants(pairs));
    assertThat(counted.within()).as("seed " + seed).isEqualTo(within(pairs));
    long links = counted.assistants().stream().mapToLong(RelinkFigures.OfAssistant::links).sum();
    show(revocation)
        .body("swept", equalTo((int) links))
        .body("relinks.complete", equalTo(true))
        .body(
            "relinks.assistants.linksBack.sum()",
            equalTo(pairs.stream().mapToInt(pair -> pair.back().size()).sum()))
        .body("relinks.within.hours", equalTo(List.of(1, 6, 24, 72, 168, 720)));
    Api.admin().get("/v1/revocations/{id}", revocation).then().body("relinks", nullValue());
  }

  /** Before the revocation, also once that is said to be long ago. */
  private static Instant before(int seconds) {
    return Instant.now().minus(AGE).minusSeconds(60 + seconds);
  }

  private static List<RelinkFigures.OfAssistant> assistants(List<Pair> pairs) {
    return ASSISTANTS.stream()
        .map(
            assistant -> {
              List<Pair> its =
                  pairs.stream()
                      .filter(pair -> pair.assistant().equals(assistant) && pair.ended() > 0)
                      .toList();
              return new RelinkFigures.OfAssistant(
                  new AssistantId(assistant),
                  its.stream().mapToLong(Pair::ended).sum(),
                  its.size(),
                  its.stream().mapToLong(pair -> pair.back().size()).sum(),
                  its.stream().filter(pair -> !pair.back().isEmpty()).count());
            })
        .toList();
  }

  private static List<RelinkFigures.Within> within(List<Pair> pairs) {
    return RelinkFigures.STEPS.stream()
        .map(
            step ->
                new RelinkFigures.Within(
                    step,
                    pairs.stream()
                        .flatMap(pair -> pair.back().stream())
                        .filter(after -> after.compareTo(step) < 0)
                        .count(),
                    pairs.stream()
                        .flatMap(pair -> pair.back().stream().limit(1))
                        .filter(after -> after.compareTo(step) < 0)
                        .count()))
        .toList();
  }

  /**
   * Some links of a user; a second linking may have ended the first, and some are of other kinds.
   */
  private List<Duration> linkAgain(String user, String assistant, Instant cutOff) {
    if (random.nextInt(3) == 0) {
      return List.of();
    }
    List<Duration> made = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Duration after = someTime();
      made.add(after);
      Instant at = cutOff.plus(after);
      link(
          user,
          assistant,
          random.nextInt(4) == 0 ? "REVOKED" : "ACTIVE",
          at.minusMillis(random.nextInt(900)),
          at);
    }
    if (random.nextInt(5) == 0) {
      link(user, assistant, "REVOKED", cutOff, cutOff.plus(someTime()));
    }
    Instant decided = cutOff.plus(made.stream().max(Comparator.naturalOrder()).orElse(AGE));
    Database.update(
        """
        insert into user_decision (user_id, assistant, kind, decided_at)
        values (?, ?, 'CONSENTED', ?)
        """,
        user,
        assistant,
        decided.atOffset(ZoneOffset.UTC));
    return made;
  }

  /** At an end of a step, just before it, or somewhere. */
  private Duration someTime() {
    Duration step = RelinkFigures.STEPS.get(random.nextInt(RelinkFigures.STEPS.size()));
    return switch (random.nextInt(4)) {
      case 0 -> step;
      case 1 -> step.minusMillis(1);
      default -> Duration.ofMillis(1000 + random.nextLong(AGE.toMillis() - 1000));
    };
  }

  private static void link(
      String user, String assistant, String state, Instant authorizedAt, Instant createdAt) {
    Database.update(
        """
        insert into link (id, user_id, assistant, state, state_reason, authorized_at, created_at, changed_at)
        values (gen_random_uuid(), ?, ?, ?, ?, ?, ?, clock_timestamp())
        """,
        user,
        assistant,
        state,
        state.equals("REVOKED") ? "superseded" : null,
        authorizedAt.atOffset(ZoneOffset.UTC),
        createdAt.atOffset(ZoneOffset.UTC));
  }

  private static String revoke(Map<String, Object> selector) {
    String revocation = Api.revoke(selector).then().statusCode(200).extract().path("revocation");
    await()
        .untilAsserted(
            () ->
                Api.admin()
                    .get("/v1/revocations/{id}", revocation)
                    .then()
                    .body("finishedAt", notNullValue()));
    return revocation;
  }

  /** As if it had been then, so that all steps have passed. */
  private static Instant longAgo(String revocation) {
    Instant then = Instant.ofEpochMilli(Instant.now().minus(AGE).toEpochMilli());
    Database.update(
        "update revocation set cut_off_at = ?, made_at = ? where id = ?::uuid",
        then.atOffset(ZoneOffset.UTC),
        then.atOffset(ZoneOffset.UTC),
        revocation);
    return then;
  }

  private static ValidatableResponse show(String revocation) {
    return Api.admin()
        .queryParam("relinks", true)
        .get("/v1/revocations/{id}", revocation)
        .then()
        .statusCode(200);
  }

  @Test
  void revokedDevice_isBack_whenItsUserGrantsItAgain() {
    String device = "camera-" + run;
    Database.update(
        """
        insert into ownership (device_id, user_id, epoch, name, room, changed_at)
        values (?, ?, 1, 'Camera', 'Hall', clock_timestamp())
        """,
        device,
        run);
    grant("alexa", device);
    grant("google", device);
    grant("google", device + "-2");
    String revocation = revoke(Map.of("device", device));
    show(revocation)
        .body("relinks.assistants.links", equalTo(List.of(1, 1)))
        .body("relinks.assistants.linksBack", equalTo(List.of(0, 0)))
        .body("relinks.within.hours", equalTo(List.of(1)));

    grant("alexa", device);
    grant("google", device + "-2");

    show(revocation)
        .body("relinks.assistants.assistant", equalTo(List.of("alexa", "google")))
        .body("relinks.assistants.linksBack", equalTo(List.of(1, 0)))
        .body("relinks.assistants.usersBack", equalTo(List.of(1, 0)));
  }

  private void grant(String assistant, String device) {
    Database.update(
        """
        with made as (
          insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
          values (gen_random_uuid(), ?, ?, 'ACTIVE', clock_timestamp(), clock_timestamp(),
                  clock_timestamp())
          returning id, authorized_at)
        insert into device_grant (link_id, device_id, actions, epoch, granted_at)
        select id, ?, '{view}', 1, authorized_at from made
        """,
        run,
        assistant,
        device);
  }

  @Test
  void beforeEveryRowIsMarked_thoseMarkedSoFarAreCounted_andTheAnswerSaysSo() {
    UUID revocation = UUID.randomUUID();
    Database.update(
        """
        insert into revocation (id, scope, reason, actor, cut_off_at, paused_at)
        values (?, ?, 'a test', 'system', clock_timestamp(), clock_timestamp())
        """,
        revocation,
        "user:" + run);
    try {
      show(revocation.toString())
          .body("relinks.complete", equalTo(false))
          .body("relinks.assistants", equalTo(List.of()));
      Database.update(
          """
          insert into link (id, user_id, assistant, state, state_reason, authorized_at, created_at, changed_at)
          values (gen_random_uuid(), ?, 'alexa', 'REVOKED', ?, now(), now(), now())
          """,
          run,
          "revocation:" + revocation);
      show(revocation.toString())
          .body("relinks.complete", equalTo(false))
          .body("relinks.assistants.links", equalTo(List.of(1)));
    } finally {
      Database.update("delete from revocation where id = ?", revocation);
    }
  }
}
