package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AmazonLogin;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two adults share alice's cameras, each with a voice-assistant account of their own. */
@OnStack
class HouseholdIT {

  private static final Set<Action> WATCH = Set.of(Action.EVENTS, Action.VIEW);
  private static final int AT_ONCE = 6;

  /** What the assistant of one adult has of us. */
  private record Adult(Linking linking, Linking.Tokens tokens, UUID link) {

    Response check(DeviceId device, Action action) {
      return Api.check(tokens.accessToken(), device, action);
    }

    boolean refreshes() {
      return linking.refresh(tokens.refreshToken()).status() == 200;
    }

    Adult grants(String amazonAccount) {
      Api.acceptGrant(
              new AmazonLogin(TestStack.current()).code(amazonAccount), tokens.accessToken())
          .then()
          .statusCode(200)
          .body("event.header.name", equalTo("AcceptGrant.Response"));
      return this;
    }

    String column(String name) {
      return Database.text("select cast(" + name + " as text) from link where id = ?", link);
    }

    String recorded(String kind) {
      return Database.text(
          "select string_agg(concat_ws(' ', outcome, detail), '; ' order by id) from audit_event"
              + " where kind = ? and link_id = ?",
          kind,
          link);
    }
  }

  private DeviceId door;
  private DeviceId garden;

  @BeforeEach
  void aHouseWithTwoCameras() {
    Database.endLinks(People.ALICE);
    door = Api.newCamera(People.ALICE);
    garden = Api.newCamera(People.ALICE);
  }

  private Adult link(StackAssistant assistant, DeviceId... devices) {
    Map<DeviceId, Set<Action>> consent = new HashMap<>();
    for (DeviceId device : devices) {
      consent.put(device, WATCH);
    }
    Linking linking = new Linking(TestStack.current()).as(assistant);
    Linking.Tokens tokens = linking.link("alice", consent);
    return new Adult(linking, tokens, newest(assistant));
  }

  private static UUID newest(StackAssistant assistant) {
    return UUID.fromString(
        Database.text(
            "select id from link where user_id = ? and assistant = ? order by created_at desc",
            People.ALICE,
            assistant.id()));
  }

  private Adult her() {
    return link(StackAssistant.ALEXA, door, garden).grants("alice-amazon");
  }

  private Adult him() {
    return link(StackAssistant.ALEXA, door).grants("bob-amazon");
  }

  private Response handOut(DeviceId device) {
    return Api.handOut(People.ALICE, device, Action.EVENTS);
  }

  /** Keycloak's access tokens, which play Amazon's, say whose they are. */
  private static List<String> accounts(Response handOut) {
    List<String> tokens = handOut.path("handouts.accessToken");
    return tokens.stream()
        .map(token -> token.split("\\.")[1])
        .map(claims -> new String(Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
        .map(claims -> new JsonObject(claims).getString("preferred_username"))
        .toList();
  }

  private static boolean lives(Adult adult) {
    return !adult.column("state").equals("REVOKED");
  }

  @Test
  void bothAdults_refreshAndAreAllowed() {
    Adult her = her();
    Adult him = him();
    for (Adult adult : List.of(her, him)) {
      adult.check(door, Action.VIEW).then().body("allowed", equalTo(true));
      adult.check(door, Action.VIEW).then().body("link", equalTo(adult.link().toString()));
      assertThat(adult.refreshes()).isTrue();
      assertThat(
              adult
                  .linking()
                  .post("/oauth2/introspect", Map.of("token", adult.tokens().accessToken()))
                  .body()
                  .path("active")
                  .asBoolean())
          .isTrue();
    }
    him.check(garden, Action.VIEW).then().body("reason", equalTo("device-not-granted"));
  }

  @Test
  void grantOfEachAmazonAccount_goesToTheLinkOfItsBearer_andAHandOutListsBoth() {
    Adult her = her();
    Adult him = him();
    Response answer = handOut(door);
    answer
        .then()
        .statusCode(200)
        .body("handouts.link", contains(her.link().toString(), him.link().toString()))
        .body("handouts.user", contains(People.ALICE, People.ALICE))
        .body("handouts.device", contains(door.value(), door.value()))
        .body("withheld", empty());
    assertThat(accounts(answer)).containsExactly("alice-amazon", "bob-amazon");
    for (Adult adult : List.of(her, him)) {
      assertThat(adult.recorded("handout")).matches("allowed token [0-9a-f]{12}");
    }
  }

  @Test
  void handOut_ofOneLink_isOfThatLinkAlone() {
    Adult her = her();
    Adult him = him();
    Response answer = Api.handOut(People.ALICE, door, Action.EVENTS, him.link());
    answer.then().statusCode(200).body("handouts", hasSize(1)).body("withheld", empty());
    assertThat(accounts(answer)).containsExactly("bob-amazon");
    assertThat(her.recorded("handout")).isNull();
    Api.handOut(People.ALICE, garden, Action.EVENTS, him.link())
        .then()
        .statusCode(403)
        .body("reason", equalTo("device-not-granted"));
    Api.handOut(People.ALICE, door, Action.EVENTS, UUID.randomUUID())
        .then()
        .statusCode(403)
        .body("reason", equalTo("not-linked"));
    DeviceId bobs = Api.newCamera(People.BOB);
    Api.handOut(People.BOB, bobs, Action.EVENTS, him.link())
        .then()
        .statusCode(403)
        .body("reason", equalTo("not-linked"));
  }

  @Test
  void linkThatDoesNotAllowIt_isWithheldWithItsReason() {
    Adult her = her();
    Adult him = him();
    handOut(garden)
        .then()
        .statusCode(200)
        .body("handouts.link", contains(her.link().toString()))
        .body("withheld.link", contains(him.link().toString()))
        .body("withheld.reason", contains("device-not-granted"))
        .body("withheld[0].retryAfter", nullValue());
    assertThat(him.recorded("handout")).isEqualTo("refused device-not-granted");

    Database.update("update link set state = 'NEEDS_RELINK' where id = ?", her.link());
    handOut(garden).then().statusCode(403).body("reason", equalTo("needs-relink"));
    handOut(door)
        .then()
        .statusCode(200)
        .body("handouts.link", contains(him.link().toString()))
        .body("withheld.reason", contains("needs-relink"));
  }

  @Test
  void ciphertextOfAnotherLink_opensForNeither_andCostsTheOtherAdultNothing() {
    Adult her = her();
    Adult him = him();
    Database.update(
        """
        update upstream_token t set sealed = o.sealed, sealed_access = o.sealed_access
          from upstream_token o
         where o.link_id = ? and t.link_id = ?
        """,
        her.link(),
        him.link());
    Response answer = handOut(door);
    answer
        .then()
        .statusCode(200)
        .body("handouts.link", contains(her.link().toString()))
        .body("withheld.link", contains(him.link().toString()))
        .body("withheld.reason", contains("unexpected"));
    assertThat(accounts(answer)).containsExactly("alice-amazon");
    assertThat(him.recorded("seal-broken")).isEqualTo("alarm");
    assertThat(him.recorded("handout")).isNull();
  }

  @Test
  void tokenThatCannotBeRefreshedNow_isWithheld_andTheOthersAreHandedOut() {
    Adult her = her();
    Adult him = him();
    // Another replica refreshes it, and takes its time
    Database.update(
        """
        update upstream_token
           set access_expires_at = clock_timestamp(),
               lease_until = clock_timestamp() + interval '1 minute'
         where link_id = ?
        """,
        him.link());
    handOut(door)
        .then()
        .statusCode(200)
        .body("handouts.link", contains(her.link().toString()))
        .body("withheld.link", contains(him.link().toString()))
        .body("withheld.reason", contains("unavailable"))
        .body("withheld[0].retryAfter", equalTo(5));
    Api.handOut(People.ALICE, door, Action.EVENTS, him.link())
        .then()
        .statusCode(503)
        .header("Retry-After", "5");
  }

  @Test
  void narrowingOne_leavesTheOtherAlone() {
    Adult her = her();
    Adult him = him();
    Database.update(
        "update device_grant set actions = '{view}' where link_id = ? and device_id = ?",
        her.link(),
        door.value());
    her.check(door, Action.EVENTS).then().body("reason", equalTo("action-not-granted"));
    him.check(door, Action.EVENTS).then().body("allowed", equalTo(true));
    handOut(door).then().body("handouts.link", contains(him.link().toString()));
  }

  @Test
  void revokingOne_leavesTheOther_andRevokingTheUserWithTheAssistantEndsBoth() {
    Adult her = her();
    Adult him = him();
    Api.revoke(Map.of("link", her.link().toString())).then().statusCode(200);
    her.check(door, Action.VIEW).then().body("reason", equalTo("link-revoked"));
    assertThat(her.refreshes()).isFalse();
    him.check(door, Action.VIEW).then().body("allowed", equalTo(true));
    handOut(door)
        .then()
        .body("handouts.link", contains(him.link().toString()))
        .body("withheld", empty());

    Adult again = her();
    Api.revoke(Map.of("user", People.ALICE, "assistant", "alexa"), Map.of("dryRun", true))
        .then()
        .body("links", equalTo(2))
        .body("users", equalTo(1));
    Api.revoke(Map.of("user", People.ALICE, "assistant", "alexa")).then().statusCode(200);
    for (Adult adult : List.of(him, again)) {
      adult.check(door, Action.VIEW).then().body("reason", equalTo("link-revoked"));
      assertThat(adult.refreshes()).isFalse();
    }
    handOut(door).then().statusCode(403).body("reason", equalTo("link-revoked"));
  }

  @Test
  void oneLinkMoreThanAllowed_endsTheOneUnusedForLongest_onRecord() {
    Adult first = link(StackAssistant.ACME, door);
    Adult second = link(StackAssistant.ACME, door);
    Adult third = link(StackAssistant.ACME, door);
    Linking.Tokens refreshed = first.linking().refresh(first.tokens().refreshToken()).tokens();
    second.check(door, Action.VIEW).then().body("allowed", equalTo(true));

    Adult fourth = link(StackAssistant.ACME, door);

    assertThat(List.of(first, second, third, fourth))
        .extracting(HouseholdIT::lives)
        .containsExactly(true, true, false, true);
    assertThat(third.column("state_reason")).isEqualTo("too-many-links");
    assertThat(third.recorded("link-ended")).isEqualTo("done too-many-links");
    assertThat(third.refreshes()).isFalse();
    // Whoever holds it must not unlink what took its place
    third.check(door, Action.VIEW).then().body("reason", equalTo("token-not-live"));
    assertThat(first.linking().refresh(refreshed.refreshToken()).status()).isEqualTo(200);
    second.check(door, Action.VIEW).then().body("allowed", equalTo(true));
    fourth.check(door, Action.VIEW).then().body("allowed", equalTo(true));

    Api.revoke(Map.of("user", People.ALICE, "assistant", "acme")).then().statusCode(200);
    third.check(door, Action.VIEW).then().body("reason", equalTo("link-revoked"));
  }

  @Test
  void linksThatAreCutOff_doNotCount() {
    Adult first = link(StackAssistant.ACME, door);
    Adult second = link(StackAssistant.ACME, door);
    Adult third = link(StackAssistant.ACME, door);
    // As a revocation leaves it before the sweep comes by
    Database.update(
        """
        with revoked as (
          insert into revocation (id, scope, reason, actor, cut_off_at, finished_at)
          values (gen_random_uuid(), 'link:' || ?, 'a test', 'system', clock_timestamp(),
                  clock_timestamp())
          returning id, scope, cut_off_at)
        insert into cut_off (scope, at, revocation_id)
        select scope, cut_off_at, id from revoked
        """,
        second.link().toString());

    Adult fourth = link(StackAssistant.ACME, door);

    for (Adult adult : List.of(first, third, fourth)) {
      adult.check(door, Action.VIEW).then().body("allowed", equalTo(true));
    }
  }

  @Test
  void assistantWithOneLinkPerUser_replacesTheLink_asBefore() {
    Adult first = link(StackAssistant.SMARTTHINGS, door);
    Adult second = link(StackAssistant.SMARTTHINGS, door);

    assertThat(first.column("state_reason")).isEqualTo("superseded");
    assertThat(first.recorded("link-ended")).isEqualTo("done superseded");
    first.check(door, Action.VIEW).then().body("reason", equalTo("token-not-live"));
    second.check(door, Action.VIEW).then().body("allowed", equalTo(true));
  }

  /** As for a user whose region was not known: several codes of one decision. */
  @Test
  void codesRedeemedAtOnce_neverMakeMoreLinksThanAllowed() throws Exception {
    Linking linking = new Linking(TestStack.current()).as(StackAssistant.ACME);
    List<Linking.Approval> approvals = new ArrayList<>();
    approvals.add(linking.approve("alice", Map.of(door, WATCH)));
    for (int i = 1; i < AT_ONCE; i++) {
      approvals.add(copyOf(approvals.getFirst()));
    }
    List<Linking.Answer> answers = new ArrayList<>();
    try (ExecutorService clouds = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Callable<Linking.Answer>> exchanges =
          approvals.stream()
              .map(approval -> (Callable<Linking.Answer>) () -> linking.exchange(approval))
              .toList();
      for (Future<Linking.Answer> answer : clouds.invokeAll(exchanges)) {
        answers.add(answer.get());
      }
    }
    assertThat(answers).extracting(Linking.Answer::status).containsOnly(200);
    assertThat(
            Database.text(
                "select count(*) from link where user_id = ? and assistant = 'acme'"
                    + " and state <> 'REVOKED'",
                People.ALICE))
        .isEqualTo("3");
    assertThat(answers.stream().filter(answer -> allowed(answer.tokens().accessToken())).count())
        .isEqualTo(3);
  }

  private boolean allowed(String token) {
    return Api.check(token, door, Action.VIEW).path("allowed");
  }

  private static Linking.Approval copyOf(Linking.Approval original) {
    String code = UUID.randomUUID().toString();
    Database.update(
        """
        with copy as (
          insert into authorization_code
          select (jsonb_populate_record(c, jsonb_build_object(
                    'code_hash', '\\x' || encode(sha256(convert_to(?, 'UTF8')), 'hex')))).*
            from authorization_code c
           where c.code_hash = sha256(convert_to(?, 'UTF8'))
          returning code_hash)
        insert into authorization_code_device (code_hash, device_id, actions, epoch)
        select copy.code_hash, d.device_id, d.actions, d.epoch
          from copy, authorization_code_device d
         where d.code_hash = sha256(convert_to(?, 'UTF8'))
        """,
        code,
        original.code(),
        original.code());
    return new Linking.Approval(original.attempt(), code);
  }
}
