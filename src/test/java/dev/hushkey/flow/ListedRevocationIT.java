package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.notNullValue;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.FurtherPeople;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A list of users or links is over at one moment, and nothing beside it. */
@OnStack
class ListedRevocationIT {

  private final String run = "listed-" + UUID.randomUUID();

  /** A link with a sealed token of the assistant. */
  private LinkRef link(String user, String assistant) {
    LinkRef link = new LinkRef(new AssistantId(assistant), LinkIds.create(), new UserId(user));
    Database.store(link, "vault:v1:sealed");
    return link;
  }

  private static String state(LinkRef link) {
    return Database.text("select state from current_link where id = ?", link.link().value());
  }

  private static void assertSwept(String revocation, int links) {
    await()
        .untilAsserted(
            () ->
                Api.admin()
                    .get("/v1/revocations/{id}", revocation)
                    .then()
                    .body("finishedAt", notNullValue())
                    .body("swept", equalTo(links)));
  }

  /** The ids look like scopes of others, and like an escape of one. */
  @Test
  void listedUsers_areOver_withWhateverIds_andNobodyElse() {
    List<String> users = List.of(run, run + "/assistant:google", run + "%2Fassistant:alexa");
    List<LinkRef> theirs = users.stream().map(user -> link(user, "alexa")).toList();
    LinkRef ofAnother = link(run + "/assistant:alexa", "alexa");
    LinkRef ofGoogle = link(run, "google");

    Api.revoke(
            Map.of("listed", Map.of("users", users), "assistant", "alexa"), Map.of("dryRun", true))
        .then()
        .statusCode(200)
        .body("scope", equalTo("users"))
        .body(
            "ends", matchesRegex("the links of 3 listed users \\(list [0-9a-f]{12}\\) with alexa"))
        .body("links", equalTo(3))
        .body("users", equalTo(3));
    assertThat(theirs).allMatch(link -> state(link).equals("ACTIVE"));

    String revocation =
        Api.revoke(Map.of("listed", Map.of("users", users), "assistant", "alexa"))
            .then()
            .statusCode(200)
            .body(
                "ends",
                matchesRegex("the links of 3 listed users \\(list [0-9a-f]{12}\\) with alexa"))
            .extract()
            .path("revocation");

    assertThat(theirs).allMatch(link -> state(link).equals("REVOKED"));
    assertThat(List.of(ofAnother, ofGoogle)).allMatch(link -> state(link).equals("ACTIVE"));
    LinkRef again = link(run, "alexa");
    assertSwept(revocation, 3);
    assertThat(state(again)).isEqualTo("ACTIVE");
    for (LinkRef link : theirs) {
      assertThat(
              Database.text(
                  "select sealed from upstream_token where link_id = ?", link.link().value()))
          .isNull();
    }
    assertThat(List.of(ofAnother, ofGoogle)).allMatch(link -> state(link).equals("ACTIVE"));
  }

  @Test
  void listedUsers_withoutAnAssistant_areOverWithAll_andSoAreTheirCodes() {
    Linking linking = new Linking(TestStack.current());
    Database.endLinks(People.ALICE);
    DeviceId camera = Api.newCamera(People.ALICE);
    Linking.Approval underWay = linking.approve("alice", Map.of(camera, Set.of(Action.VIEW)));
    List<LinkRef> theirs = List.of(link(run, "alexa"), link(run, "google"));

    String revocation =
        Api.revoke(
                Map.of(
                    "listed", Map.of("users", List.of(run, People.ALICE, run), "links", List.of())))
            .then()
            .statusCode(200)
            .extract()
            .path("revocation");

    assertThat(theirs).allMatch(link -> state(link).equals("REVOKED"));
    assertThat(linking.exchange(underWay).error()).isEqualTo("invalid_grant");
    assertSwept(revocation, 2);
  }

  /** Statistics from before a list make PostgreSQL read all of it for each decision. */
  @Test
  void longList_isKnownToThePlanner_atOnce() {
    int members = 2_000;
    List<String> users = IntStream.range(0, members).mapToObj(i -> run + "-many-" + i).toList();

    Api.revoke(Map.of("listed", Map.of("users", users))).then().statusCode(200);

    assertThat(
            Database.text(
                "select reltuples >= ? from pg_class where oid = 'cut_off'::regclass", members))
        .isEqualTo("t");
  }

  /** Also who has no link: somebody may be about to make one. */
  @Test
  void endSessions_logsAllListedUsersOut() {
    link(People.BOB, "alexa");
    String withoutLinks = UUID.randomUUID().toString();
    FurtherPeople.imported("listed-" + withoutLinks.substring(0, 8), withoutLinks);
    String revocation =
        Api.revoke(
                Map.of("listed", Map.of("users", List.of(People.BOB, withoutLinks))),
                Map.of("endSessions", true))
            .then()
            .extract()
            .path("revocation");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                Api.admin()
                    .get("/v1/revocations/{id}", revocation)
                    .then()
                    .body("endedSessions", equalTo(2)));
    // Keycloak dates a log-in by whole seconds, and the next test may log in within this one.
    Database.update("update cut_off set at = at - interval '1 minute' where end_sessions");
    Database.update(
        "update cut_off set made_at = made_at - interval '1 minute' where end_sessions");
  }

  @Test
  void listedLinks_areOver_andTheirNeighboursAreNot() {
    List<LinkRef> theirs = List.of(link(run, "alexa"), link(run + "-2", "google"));
    LinkRef neighbour = link(run, "alexa");
    List<String> ids =
        List.of(
            theirs.getFirst().link().toString(),
            theirs.getLast().link().toString(),
            LinkIds.create().toString());
    Api.revoke(Map.of("listed", Map.of("links", ids)), Map.of("dryRun", true))
        .then()
        .body("links", equalTo(2))
        .body("users", equalTo(2))
        .body("ends", matchesRegex("3 listed links \\(list [0-9a-f]{12}\\)"));

    String revocation =
        Api.revoke(Map.of("listed", Map.of("links", ids))).then().extract().path("revocation");

    assertThat(theirs).allMatch(link -> state(link).equals("REVOKED"));
    assertThat(state(neighbour)).isEqualTo("ACTIVE");
    assertSwept(revocation, 2);
    assertThat(state(neighbour)).isEqualTo("ACTIVE");
  }

  /** More than one statement takes, and all in force with one commit. */
  @Test
  void thousandsOfUsers_areOverAtOnce() {
    int size = Integer.getInteger("listed.users", 6000);
    Database.update(
        """
        insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
        select gen_random_uuid(), ? || '-' || n, 'alexa', 'ACTIVE', clock_timestamp(),
               clock_timestamp(), clock_timestamp()
          from generate_series(1, ?) as n
        """,
        run,
        size + 1);
    List<String> users = IntStream.rangeClosed(1, size).mapToObj(n -> run + "-" + n).toList();
    Response answer = Api.revokeLong(Map.of("listed", Map.of("users", users)));
    answer.then().statusCode(200);
    assertThat(Database.linkedUsers(run)).isEqualTo(run + "-" + (size + 1));
  }

  @Test
  void badLists_areRefused() {
    List<String> users = List.of(run);
    List<String> links = List.of(LinkIds.create().toString());
    List<Map<String, Object>> bad =
        List.of(
            Map.of("listed", Map.of()),
            Map.of("listed", Map.of("users", List.of())),
            Map.of("listed", Map.of("users", List.of()), "assistant", "alexa"),
            Map.of("listed", Map.of("users", List.of(), "links", List.of())),
            Map.of("listed", Map.of("links", List.of("no link"))),
            Map.of("listed", Map.of("users", List.of(""))),
            Map.of("listed", Map.of("users", Collections.singletonList(null))),
            Map.of("listed", Map.of("users", users), "user", run),
            Map.of("listed", Map.of("devices", List.of("no device"))),
            Map.of("listed", Map.of("links", links), "link", links.getFirst()),
            Map.of("listed", Map.of("users", Collections.nCopies(Selection.MAX + 1, "u"))));
    for (Map<String, Object> selector : bad) {
      Api.revoke(selector).then().statusCode(400);
    }
    Api.revoke(Map.of("listed", Map.of("users", users), "assistant", "alexo"))
        .then()
        .statusCode(404);
  }
}
