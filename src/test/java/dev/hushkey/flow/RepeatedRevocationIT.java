package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A revocation that names its id may be sent again: it is made once. */
@OnStack
class RepeatedRevocationIT {

  private final String id = UUID.randomUUID().toString();
  private final String nobody = "nobody-" + UUID.randomUUID();

  private Response revoke(Map<String, Object> selector, Map<String, Object> more) {
    Map<String, Object> body = new HashMap<>(more);
    body.put("revocation", id);
    return Api.revoke(selector, body);
  }

  private Response revoke() {
    return revoke(Map.of("user", nobody), Map.of());
  }

  private String made() {
    return Database.text("select count(*) from revocation where id = ?::uuid", id);
  }

  private String cutOffs() {
    return Database.text("select count(*) from cut_off where scope like ?", "user:" + nobody + "%");
  }

  @Test
  void secondTime_isAnsweredWithTheFirst() {
    String since =
        revoke()
            .then()
            .statusCode(200)
            .body("revocation", equalTo(id))
            .extract()
            .path("inForceSince");
    revoke().then().statusCode(200).body("revocation", equalTo(id), "inForceSince", equalTo(since));
    assertThat(made()).isEqualTo("1");
    assertThat(cutOffs()).isEqualTo("1");
  }

  @Test
  void manyAtOnce_makeOne_andAllAreAnswered() throws Exception {
    List<Callable<Response>> many = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      many.add(this::revoke);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(many.size())) {
      List<String> instants = new ArrayList<>();
      for (Future<Response> answer : threads.invokeAll(many)) {
        instants.add(answer.get().then().statusCode(200).extract().path("inForceSince"));
      }
      assertThat(instants).hasSize(8).containsOnly(instants.getFirst());
    }
    assertThat(made()).isEqualTo("1");
  }

  /** Else somebody is told that a list is in force which nobody has revoked. */
  @Test
  void anotherListOfTheSameLength_isAnotherRevocation() {
    Map<String, Object> list = listed("users", nobody, nobody + "-2");
    revoke(list, Map.of()).then().statusCode(200);
    revoke(listed("users", nobody + "-2", nobody), Map.of()).then().statusCode(200);
    revoke(listed("users", nobody, nobody + "-3"), Map.of()).then().statusCode(409);
    assertThat(made()).isEqualTo("1");
  }

  @Test
  void anotherListOfLeakedTokens_isAnotherRevocation() {
    Map<String, Object> list = listed("leakedTokens", token(1), token(2));
    revoke(list, Map.of()).then().statusCode(200);
    revoke(list, Map.of()).then().statusCode(200);
    revoke(listed("leakedTokens", token(1), token(3)), Map.of()).then().statusCode(409);
    assertThat(made()).isEqualTo("1");
  }

  private static Map<String, Object> listed(String kind, String... members) {
    return Map.of("listed", Map.of(kind, List.of(members)));
  }

  /** None of ours. */
  private static String token(int number) {
    return "sha256:%064x".formatted(number);
  }

  @Test
  void another_underTheSameId_isRefused_andChangesNothing() {
    revoke().then().statusCode(200);
    revoke(Map.of("user", nobody + "-2"), Map.of())
        .then()
        .statusCode(409)
        .body("detail", containsString("another id"));
    revoke(Map.of("user", nobody), Map.of("endSessions", true)).then().statusCode(409);
    assertThat(cutOffs()).isEqualTo("1");
  }

  @Test
  void withShredAndWithout_areTwoRevocations() {
    Map<String, Object> all = Map.of("assistant", "alexa");
    revoke(all, Map.of("shred", true)).then().statusCode(200);
    revoke(all, Map.of("shred", true)).then().statusCode(200);
    revoke(all, Map.of())
        .then()
        .statusCode(409)
        .body("detail", containsString("one with shred was made"));
    assertThat(made()).isEqualTo("1");
  }

  @Test
  void shredAddedLater_isNotPassedOver() {
    Map<String, Object> all = Map.of("assistant", "alexa");
    revoke(all, Map.of()).then().statusCode(200);
    revoke(all, Map.of("shred", true))
        .then()
        .statusCode(409)
        .body("detail", containsString("one without shred was made"));
  }

  /** The nil UUID marks errands of links that no revocation ended. */
  @ParameterizedTest
  @ValueSource(strings = {"x", "00000000-0000-0000-0000-000000000000"})
  void idThatIsNone_isRefused(String none) {
    Api.admin()
        .noFilters()
        .body(Map.of("revocation", none, "selector", Map.of("user", nobody), "reason", "a test"))
        .post("/v1/revocations")
        .then()
        .statusCode(400)
        .body("detail", containsString("must be a UUID"));
  }
}
