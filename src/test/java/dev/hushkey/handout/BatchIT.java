package dev.hushkey.handout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many questions in one request: each is decided on its own, and has its own result. */
@OnStack
class BatchIT {

  private static Map<String, Object> question(String user, DeviceId device, Action action) {
    Map<String, Object> question = new HashMap<>();
    question.put("user", user);
    question.put("device", device.value());
    question.put("assistant", "alexa");
    question.put("action", action.wireName());
    return question;
  }

  private static Map<String, Object> with(Map<String, Object> question, String key, Object value) {
    Map<String, Object> changed = new HashMap<>(question);
    changed.put(key, value);
    return changed;
  }

  private static Response handOut(List<?> items) {
    return Api.backend().body(Map.of("items", items)).post("/v1/handouts/batch");
  }

  private static Response check(List<?> items) {
    return Api.skill().body(Map.of("items", items)).post("/v1/checks/batch");
  }

  @Test
  void handOuts_eachWithItsOwnResult_inTheOrderOfTheQuestions() {
    LinkedCamera alices = LinkedCamera.ofAlice().granted();
    LinkedCamera bobs = LinkedCamera.ofBob().granted();
    Map<String, Object> ofAlice = question(People.ALICE, alices.device(), Action.EVENTS);
    Map<String, Object> ofBob = question(People.BOB, bobs.device(), Action.EVENTS);

    Response answer =
        handOut(
            List.of(
                with(ofBob, "nonce", "first"),
                question(People.ALICE, bobs.device(), Action.EVENTS),
                ofAlice,
                with(ofAlice, "assistant", "no-such-assistant"),
                with(ofAlice, "link", bobs.link().toString())));

    answer
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .body("results.status", equalTo(List.of(200, 403, 200, 404, 403)))
        .body("results[0].request.user", equalTo(People.BOB))
        .body("results[0].answer.nonce", equalTo("first"))
        .body("results[0].answer.handouts[0].user", equalTo(People.BOB))
        .body("results[0].answer.handouts[0].device", equalTo(bobs.device().value()))
        .body("results[0].answer.handouts[0].link", equalTo(bobs.link().toString()))
        .body("results[1].problem.reason", equalTo("not-the-owner"))
        .body("results[2].answer.handouts[0].device", equalTo(alices.device().value()))
        .body("results[2].answer.handouts[0].link", equalTo(alices.link().toString()))
        .body("results[3].problem.detail", containsString("assistant"))
        .body("results[4].problem.reason", equalTo("not-linked"));
    assertThat(answer.<String>path("results[0].answer.handouts[0].accessToken"))
        .isEqualTo(Api.token(Api.handOut(People.BOB, bobs.device(), Action.EVENTS)))
        .isNotEqualTo(answer.<String>path("results[2].answer.handouts[0].accessToken"));
    assertThat(alices.recorded("handout", "allowed")).isEqualTo(1);
    assertThat(bobs.recorded("handout", "allowed")).isEqualTo(2);
  }

  /** Five hundred at once, of two users in turn: no answer is the neighbour's. */
  @Test
  void fiveHundredHandOuts_areAllTheirOwn() {
    LinkedCamera alices = LinkedCamera.ofAlice().granted();
    LinkedCamera bobs = LinkedCamera.ofBob().granted();
    List<Map<String, Object>> items = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      LinkedCamera camera = i % 2 == 0 ? alices : bobs;
      String user = i % 2 == 0 ? People.ALICE : People.BOB;
      items.add(with(question(user, camera.device(), Action.EVENTS), "nonce", "n" + i));
    }

    Response answer = handOut(items);

    answer.then().statusCode(200);
    List<Map<String, Object>> results = answer.path("results");
    assertThat(results).hasSize(500);
    IntStream.range(0, 500)
        .forEach(
            i -> {
              Map<String, Object> result = results.get(i);
              assertThat(result).as("%d", i).containsEntry("status", 200);
              Map<?, ?> body = (Map<?, ?>) result.get("answer");
              assertThat(body.get("nonce")).isEqualTo("n" + i);
              Map<?, ?> handout = (Map<?, ?>) ((List<?>) body.get("handouts")).getFirst();
              assertThat(handout.get("device")).isEqualTo(items.get(i).get("device"));
              assertThat(handout.get("user")).isEqualTo(items.get(i).get("user"));
            });
    assertThat(alices.recorded("handout", "allowed")).isEqualTo(250);
  }

  @Test
  void checks_eachWithItsOwnResult_inTheOrderOfTheQuestions() {
    LinkedCamera alices = LinkedCamera.ofAlice();
    LinkedCamera bobs = LinkedCamera.ofBob();
    Map<String, Object> ofAlice =
        Map.of("token", alices.accessToken(), "device", alices.device().value(), "action", "view");

    Response answer =
        check(
            List.of(
                with(ofAlice, "device", bobs.device().value()),
                with(ofAlice, "nonce", "mine"),
                with(ofAlice, "token", "unknown"),
                with(ofAlice, "token", bobs.accessToken())));

    answer
        .then()
        .statusCode(200)
        .body("results.status", equalTo(List.of(200, 200, 200, 200)))
        .body("results.answer.allowed", equalTo(List.of(false, true, false, false)))
        .body("results[0].answer.reason", equalTo("not-the-owner"))
        .body("results[0].device", equalTo(bobs.device().value()))
        .body("results[1].nonce", equalTo("mine"))
        .body("results[1].answer.nonce", equalTo("mine"))
        .body("results[1].answer.user", equalTo(People.ALICE))
        .body("results[1].answer.link", equalTo(alices.link().toString()))
        .body("results[2].answer.reason", equalTo("token-not-live"))
        .body("results[3].answer.reason", equalTo("not-the-owner"));
    assertThat(answer.asString()).doesNotContain(alices.accessToken());
  }

  @Test
  void malformedQuestion_isNamed_andNothingIsDecided() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    Map<String, Object> good = question(People.ALICE, camera.device(), Action.EVENTS);
    Map<String, Object> bad = new HashMap<>(good);
    bad.remove("user");

    handOut(List.of(good, bad))
        .then()
        .statusCode(400)
        .body("detail", containsString("items[1].user"));
    handOut(List.of(good, with(good, "nonce", "x".repeat(65))))
        .then()
        .statusCode(400)
        .body("detail", containsString("items[1].nonce"));
    for (String nonce : List.of("a\nb", "é", "")) {
      handOut(List.of(good, with(good, "nonce", nonce)))
          .then()
          .statusCode(400)
          .body("detail", containsString("items[1].nonce"));
    }
    handOut(List.of(good, with(good, "device", List.of())))
        .then()
        .statusCode(400)
        .body("detail", containsString("items[1].device"));
    assertThat(camera.recorded("handout", "allowed")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"items\":[]}", "{\"items\":null}", "{\"items\":[null]}", "[]", "null"})
  void whatIsNoBatch_isMalformed(String body) {
    Api.backend().body(body).post("/v1/handouts/batch").then().statusCode(400);
    Api.skill().body(body).post("/v1/checks/batch").then().statusCode(400);
  }

  @Test
  void moreThanFiveHundred_isMalformed() {
    Map<String, Object> one =
        question(People.ALICE, new DeviceId("camera-" + UUID.randomUUID()), Action.VIEW);
    handOut(IntStream.rangeClosed(0, 500).mapToObj(_ -> one).toList())
        .then()
        .statusCode(400)
        .body("detail", containsString("500"));
  }

  @Test
  void otherCallers_getNothing() {
    Api.skill().body("{\"items\":[]}").post("/v1/handouts/batch").then().statusCode(403);
    Api.backend().body("{\"items\":[]}").post("/v1/checks/batch").then().statusCode(403);
  }

  /** Each is stored in a transaction of its own, though they are asked for at once. */
  @Test
  void expiredTokensOfABatch_areEachRefreshedOnce() {
    LinkedCamera alices = LinkedCamera.ofAlice().granted();
    LinkedCamera bobs = LinkedCamera.ofBob().granted();
    List<LinkedCamera> both = List.of(alices, bobs);
    both.forEach(camera -> camera.endsIn(-60));
    List<Map<String, Object>> items = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      items.add(question(People.ALICE, alices.device(), Action.EVENTS));
      items.add(question(People.BOB, bobs.device(), Action.EVENTS));
    }

    Response answer = handOut(items);

    answer.then().statusCode(200).body("results.status", everyItem(equalTo(200)));
    both.forEach(
        camera -> {
          assertThat(camera.stored("version")).isEqualTo("2");
          assertThat(camera.recorded("upstream-refreshed", "done")).isEqualTo(1);
          assertThat(
                  Database.text(
                      "select count(distinct correlation_id) from audit_event"
                          + " where link_id = ? and kind in ('upstream-refreshed', 'handout')",
                      camera.link()))
              .as("one request's records have one id")
              .isEqualTo("1");
        });
  }

  /** The rule of a single answer holds for each of many: what is cut off is not handed out. */
  @Test
  void cutOff_isInForceForTheNextBatch() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    Map<String, Object> one = question(People.ALICE, camera.device(), Action.EVENTS);
    handOut(List.of(one, one)).then().body("results.status", equalTo(List.of(200, 200)));
    Api.revoke(Map.of("link", camera.link())).then().statusCode(200);
    handOut(List.of(one, one)).then().body("results.status", equalTo(List.of(403, 403)));
    assertThat(
            Database.text(
                "select count(*) from audit_event where device_id = ? and kind = 'handout'"
                    + " and outcome = 'refused'",
                camera.device().value()))
        .isEqualTo("2");
  }
}
