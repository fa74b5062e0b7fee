package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an admin sees of revocations, the newest first. */
@OnStack
class RevocationRecordsIT {

  private final String nobody = "nobody-" + UUID.randomUUID();

  private String revoke(int number) {
    return Api.revoke(Map.of("user", nobody + "-" + number), Map.of("ticket", "INC-" + number))
        .then()
        .statusCode(200)
        .body("state", equalTo("CLEANING_UP"))
        .extract()
        .path("revocation");
  }

  private static ValidatableResponse list(Map<String, ?> query) {
    return Api.admin().queryParams(query).get("/v1/revocations").then().statusCode(200);
  }

  @Test
  void revocations_areListed_newestFirst_pageByPage() {
    List<String> three = IntStream.of(1, 2, 3).mapToObj(this::revoke).toList();

    list(Map.of("limit", 2))
        .body("revocations.revocation", equalTo(List.of(three.get(2), three.get(1))))
        .body("revocations.ticket", equalTo(List.of("INC-3", "INC-2")))
        .body("next", equalTo(three.get(1)));
    list(Map.of("limit", 2, "after", three.get(1)))
        .body("revocations[0].revocation", equalTo(three.get(0)));

    String first = Database.text("select id from revocation order by made_at, id limit 1");
    list(Map.of("after", first)).body("revocations", equalTo(List.of())).body("next", nullValue());
  }

  @Test
  void finishedOnes_areLeftOut_whenOnlyUnfinishedAreAskedFor() {
    String finished = revoke(1);
    await()
        .untilAsserted(
            () ->
                Api.admin()
                    .get("/v1/revocations/{id}", finished)
                    .then()
                    .body("state", equalTo("FINISHED"))
                    .body("finishedAt", notNullValue()));
    UUID newer = unknownToThisRelease();
    try {
      list(Map.of("unfinished", true))
          .body("revocations.revocation", hasItem(newer.toString()))
          .body("revocations.revocation", not(hasItem(finished)))
          .body("revocations.state", everyItem(not(equalTo("FINISHED"))))
          .body(
              "revocations.find { it.revocation == '%s' }.ends".formatted(newer),
              equalTo("what a newer release selected as tenant:acme"));
    } finally {
      Database.update("delete from revocation where id = ?", newer);
    }
    list(Map.of("unfinished", false)).body("revocations.revocation", hasItem(finished));
  }

  /** As a replica of a newer release writes it while both run. */
  private static UUID unknownToThisRelease() {
    UUID id = UUID.randomUUID();
    Database.update(
        """
        insert into revocation (id, scope, reason, actor, cut_off_at, paused_at)
        values (?, 'tenant:acme', 'a test', 'system', clock_timestamp(), clock_timestamp())
        """,
        id);
    return id;
  }

  @Test
  void ticket_isKeptWithTheRevocation_andOnRecord() {
    String revocation = revoke(42);

    Api.admin().get("/v1/revocations/{id}", revocation).then().body("ticket", equalTo("INC-42"));
    assertThat(
            Database.text(
                "select detail from audit_event where kind = 'revoked' and revocation_id = ?::uuid",
                revocation))
        .startsWith("user:" + nobody + "-42")
        .endsWith(": a test (ticket INC-42)");
    Api.revoke(Map.of("user", nobody), Map.of("ticket", "a\nb")).then().statusCode(400);
    Api.revoke(Map.of("user", nobody), Map.of("ticket", "a\nb", "dryRun", true))
        .then()
        .statusCode(400);
  }

  @Test
  void badPages_areRefused() {
    for (Map<String, String> query :
        List.of(
            Map.of("limit", "0"),
            Map.of("limit", "101"),
            Map.of("unfinished", "yes"),
            Map.of("after", "x"))) {
      Api.admin().queryParams(query).get("/v1/revocations").then().statusCode(400);
    }
  }
}
