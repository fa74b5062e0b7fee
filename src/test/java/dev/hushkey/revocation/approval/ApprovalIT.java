package dev.hushkey.revocation.approval;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.FurtherCallers;
import io.quarkus.test.junit.QuarkusMock;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a second admin has to approve is not in force before, and is afterwards. */
@OnStack
class ApprovalIT {

  private static final String SECOND = "second-admin";

  private static String second;

  private final String user = "approval-" + UUID.randomUUID();
  private final List<LinkRef> links = List.of(link(), link(), link());

  @BeforeAll
  static void anotherAdmin() {
    FurtherCallers.add(SECOND, "admin", Duration.ofMinutes(10));
    second = FurtherCallers.token(SECOND);
  }

  @AfterAll
  static void noOtherAdmin() {
    FurtherCallers.removeAll();
  }

  @BeforeEach
  void approvalIsRequired() {
    rule(ApprovalSettings.Urgency.ALLOWED);
  }

  private static void rule(ApprovalSettings.Urgency urgency) {
    QuarkusMock.installMockForType(
        new ApprovalRule(new AboveTwoLinks(urgency)), ApprovalRule.class);
  }

  private record AboveTwoLinks(ApprovalSettings.Urgency urgent) implements ApprovalSettings {

    @Override
    public Rule rule() {
      return Rule.REQUIRED;
    }

    @Override
    public int aboveLinks() {
      return 2;
    }

    @Override
    public Duration within() {
      return Duration.ofHours(1);
    }

    @Override
    public Duration keptFor() {
      return Duration.ofDays(400);
    }
  }

  private LinkRef link() {
    LinkRef link = new LinkRef(new AssistantId("alexa"), LinkIds.create(), new UserId(user));
    Database.store(link, "vault:v1:sealed");
    return link;
  }

  private boolean isAlive() {
    return Database.linkedUsers(user) != null;
  }

  private String ask() {
    return Api.revoke(Map.of("user", user), Map.of("ticket", "INC-42"))
        .then()
        .statusCode(202)
        .body("state", equalTo("AWAITING_APPROVAL"))
        .body("ends", equalTo("the links of user " + user))
        .body("links", equalTo(3))
        .body("cutOffAt", nullValue())
        .body("expiresAt", notNullValue())
        .extract()
        .path("revocation");
  }

  private static Response decide(String token, String revocation, String how) {
    RequestSpecification request = given().auth().oauth2(token);
    return (how.equals("reject")
            ? request.contentType(ContentType.JSON).body(Map.of("reason", "a mistake"))
            : request)
        .post("/v1/revocations/{id}/{how}", revocation, how);
  }

  private static String first() {
    return Api.token("hushkey-admin");
  }

  private static String trail(String revocation) {
    return Database.text(
        """
        select string_agg(kind || ' ' || actor, ', ' order by id) from audit_event
         where revocation_id = ?::uuid and kind like 'revo%'
        """,
        revocation);
  }

  @Test
  void largeRevocation_isNotInForce_untilAnotherAdminApproves() {
    String revocation = ask();

    assertThat(isAlive()).isTrue();
    Api.admin()
        .get("/v1/revocations/{id}", revocation)
        .then()
        .body("state", equalTo("AWAITING_APPROVAL"))
        .body("ticket", equalTo("INC-42"));
    Api.admin()
        .queryParam("unfinished", true)
        .get("/v1/revocations")
        .then()
        .body("revocations.revocation", hasItem(revocation));
    decide(first(), revocation, "approve")
        .then()
        .statusCode(409)
        .body("detail", containsString("nobody approves"));
    assertThat(isAlive()).isTrue();

    decide(second, revocation, "approve")
        .then()
        .statusCode(200)
        .body("revocation", equalTo(revocation))
        .body("cutOffAt", notNullValue())
        .body("actor", equalTo("service:hushkey-admin"));

    assertThat(isAlive()).isFalse();
    Api.admin()
        .get("/v1/revocations/{id}", revocation)
        .then()
        .body("cutOffAt", notNullValue())
        .body("ticket", equalTo("INC-42"));
    assertThat(trail(revocation))
        .isEqualTo(
            "revocation-asked service:hushkey-admin, revocation-approved service:second-admin,"
                + " revoked service:hushkey-admin");
    decide(second, revocation, "approve").then().statusCode(409);
    decide(second, revocation, "reject").then().statusCode(409);
  }

  @Test
  void askedForTwice_underOneId_waitsOnce_andIsMadeOnce() {
    String id = UUID.randomUUID().toString();
    Map<String, Object> named = Map.of("revocation", id);
    for (int i = 0; i < 2; i++) {
      Api.revoke(Map.of("user", user), named)
          .then()
          .statusCode(202)
          .body("revocation", equalTo(id))
          .body("state", equalTo("AWAITING_APPROVAL"));
    }
    Api.revoke(Map.of("user", user + "-2"), named).then().statusCode(409);
    decide(second, id, "approve").then().statusCode(200);
    Api.revoke(Map.of("user", user), named)
        .then()
        .statusCode(200)
        .body("revocation", equalTo(id))
        .body("cutOffAt", notNullValue());
    assertThat(trail(id))
        .isEqualTo(
            "revocation-asked service:hushkey-admin, revocation-approved service:second-admin,"
                + " revoked service:hushkey-admin");
  }

  @Test
  void listAskedForTwice_inAnotherOrder_waitsOnce() {
    Map<String, Object> named = Map.of("revocation", UUID.randomUUID().toString());
    Api.revoke(listed(user, user + "-2"), named).then().statusCode(202);

    Api.revoke(listed(user + "-2", user), named).then().statusCode(202);
    Api.revoke(listed(user, user + "-3"), named).then().statusCode(409);
    Map<String, Object> withLogOut = new HashMap<>(named);
    withLogOut.put("endSessions", true);
    Api.revoke(listed(user, user + "-2"), withLogOut).then().statusCode(409);
  }

  private static Map<String, Object> listed(String... users) {
    return Map.of("listed", Map.of("users", List.of(users)));
  }

  @Test
  void rejected_isNotAskedForAgain_underItsId() {
    String id = UUID.randomUUID().toString();
    Map<String, Object> named = Map.of("revocation", id);
    Api.revoke(Map.of("user", user), named).then().statusCode(202);
    decide(second, id, "reject").then().statusCode(200);
    Api.revoke(Map.of("user", user), named)
        .then()
        .statusCode(409)
        .body("detail", containsString("not approved"));
    assertThat(isAlive()).isTrue();
  }

  @Test
  void twoWhoApproveAtOnce_makeOneRevocation() throws Exception {
    String revocation = ask();
    List<Callable<Integer>> both =
        List.of(
            () -> decide(second, revocation, "approve").statusCode(),
            () -> decide(second, revocation, "approve").statusCode());
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      for (Future<Integer> status : threads.invokeAll(both)) {
        statuses.add(status.get());
      }
    }
    assertThat(statuses).containsExactlyInAnyOrder(200, 409);
    assertThat(isAlive()).isFalse();
  }

  @Test
  void rejectedOne_endsNothing_andWhoeverAskedMayTakeItBack() {
    String rejected = ask();
    decide(second, rejected, "reject")
        .then()
        .statusCode(200)
        .body("state", equalTo("REJECTED"))
        .body("rejectedBy", equalTo("service:second-admin"))
        .body("rejectedBecause", equalTo("a mistake"));
    decide(second, rejected, "approve").then().statusCode(409);
    String back = ask();
    decide(first(), back, "reject").then().statusCode(200);

    assertThat(isAlive()).isTrue();
    Api.admin()
        .get("/v1/revocations")
        .then()
        .body("revocations.revocation", not(hasItem(rejected)));
  }

  @Test
  void expiredOne_cannotBeApproved() {
    String revocation = ask();
    Database.update(
        "update revocation_request set expires_at = clock_timestamp() where id = ?::uuid",
        revocation);

    decide(second, revocation, "approve")
        .then()
        .statusCode(409)
        .body("detail", containsString("in time"));
    assertThat(isAlive()).isTrue();
    Api.admin().get("/v1/revocations/{id}", revocation).then().body("state", equalTo("EXPIRED"));
  }

  /** Nothing of it is kept when the revocation cannot be made. */
  @Test
  void approvalWhoseRevocationFails_isNone() {
    String revocation = ask();
    Database.update("update revocation_request set request = '{}' where id = ?::uuid", revocation);

    assertThat(decide(second, revocation, "approve").statusCode()).isGreaterThanOrEqualTo(400);

    Api.admin()
        .get("/v1/revocations/{id}", revocation)
        .then()
        .body("state", equalTo("AWAITING_APPROVAL"));
    assertThat(isAlive()).isTrue();
  }

  @Test
  void smallRevocation_waitsForNobody() {
    Api.revoke(Map.of("link", links.getFirst().link().toString()))
        .then()
        .statusCode(200)
        .body("cutOffAt", notNullValue());
  }

  @Test
  void urgentOne_isInForceAtOnce_andAnAlarm() {
    String revocation =
        Api.revoke(Map.of("user", user), Map.of("urgent", true))
            .then()
            .statusCode(200)
            .body("cutOffAt", notNullValue())
            .extract()
            .path("revocation");

    assertThat(isAlive()).isFalse();
    assertThat(
            Database.text(
                """
                select outcome from audit_event
                 where kind = 'revoked-without-approval' and revocation_id = ?::uuid
                """,
                revocation))
        .isEqualTo("alarm");
  }

  @Test
  void urgentOne_whereThatIsNotAllowed_isRefused() {
    rule(ApprovalSettings.Urgency.REFUSED);

    Api.revoke(Map.of("user", user), Map.of("urgent", true))
        .then()
        .statusCode(409)
        .body("detail", containsString("not allowed here"));

    assertThat(isAlive()).isTrue();
  }

  @Test
  void listThatWaits_isCarriedOutAsItWasSent() {
    String revocation =
        Api.revoke(Map.of("listed", Map.of("users", List.of(user)), "assistant", "alexa"))
            .then()
            .statusCode(202)
            .extract()
            .path("revocation");
    decide(second, revocation, "approve").then().statusCode(200);
    assertThat(isAlive()).isFalse();
    assertThat(
            Database.text("select request from revocation_request where id = ?::uuid", revocation))
        .isNull();
  }

  @Test
  void whatNobodyHasAskedFor_isNotThere() {
    decide(second, UUID.randomUUID().toString(), "approve").then().statusCode(404);
    decide(second, UUID.randomUUID().toString(), "reject").then().statusCode(404);
  }
}
