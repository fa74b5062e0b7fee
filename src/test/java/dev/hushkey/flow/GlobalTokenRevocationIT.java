package dev.hushkey.flow;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.keycloak.KeycloakServer;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A security tool ends everything of one user, with its own token of Keycloak and one request. */
@OnStack
class GlobalTokenRevocationIT {

  private static final String PATH = "/v1/global-token-revocation";

  private final LocalStack stack = TestStack.current();
  private final Linking linking = new Linking(stack);
  private final String realm = stack.keycloak().realm(KeycloakServer.HUSHKEY_REALM);

  private static Response revoke(String client, Map<String, String> subject) {
    return given()
        .auth()
        .oauth2(Api.token(client))
        .contentType(ContentType.JSON)
        .body(Map.of("sub_id", subject))
        .post(PATH);
  }

  private static Response revoke(Map<String, String> subject) {
    return revoke("security-tool", subject);
  }

  private static Map<String, String> opaque(String id) {
    return Map.of("format", "opaque", "id", id);
  }

  private static String cutOffs(String user) {
    return Database.text("select count(*) from cut_off where scope = ?", "user:" + user);
  }

  private static LinkRef store(String user) {
    LinkRef link = new LinkRef(new AssistantId("alexa"), LinkIds.create(), new UserId(user));
    Database.store(link, "vault:v1:sealed");
    return link;
  }

  private static String state(LinkRef link) {
    return Database.text("select state from current_link where id = ?", link.link().value());
  }

  /** Keycloak dates a log-in by whole seconds, and the next test may log in within this one. */
  @AfterEach
  void letPeopleLogInAgain() {
    Database.update(
        "update cut_off set at = at - interval '1 minute', made_at = made_at - interval '1 minute'"
            + " where end_sessions");
  }

  @Test
  void userOfTheRealm_losesEveryTokenAtOnce_andNobodyElseDoes() {
    Database.endLinks(People.ALICE);
    Database.endLinks(People.BOB);
    DeviceId hers = Api.newCamera(People.ALICE);
    DeviceId his = Api.newCamera(People.BOB);
    Linking.Tokens alice = linking.link("alice", Map.of(hers, Set.of(Action.VIEW)));
    Linking.Tokens bob = linking.link("bob", Map.of(his, Set.of(Action.VIEW)));
    Linking.Approval underWay = linking.approve("alice", Map.of(hers, Set.of(Action.VIEW)));
    assertThat(Api.check(alice.accessToken(), hers, Action.VIEW).statusCode()).isEqualTo(200);

    revoke(Map.of("format", "iss_sub", "iss", realm, "sub", People.ALICE))
        .then()
        .statusCode(204)
        .body(equalTo(""));

    assertThat(Api.introspect(alice.accessToken()).<Boolean>path("active")).isFalse();
    assertThat(Api.introspect(alice.refreshToken()).<Boolean>path("active")).isFalse();
    assertThat(linking.refresh(alice.refreshToken()).error()).isEqualTo("invalid_grant");
    assertThat(linking.exchange(underWay).error()).isEqualTo("invalid_grant");
    assertThat(Api.introspect(bob.accessToken()).<Boolean>path("active")).isTrue();
    assertThat(linking.refresh(bob.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void whoAsked_isOnRecord_andTheUserIsLoggedOut() {
    revoke(opaque(People.ALICE)).then().statusCode(204);

    String revocation =
        Database.text(
            """
            select id from revocation
             where scope = ? and actor = 'service:security-tool'
               and reason = 'global token revocation'
             order by cut_off_at desc limit 1
            """,
            "user:" + People.ALICE);
    assertThat(
            Database.text(
                """
                select count(*) from audit_event
                 where kind = 'revoked' and user_id = ? and actor = 'service:security-tool'
                """,
                People.ALICE))
        .isNotEqualTo("0");
    await()
        .untilAsserted(
            () ->
                Api.admin()
                    .get("/v1/revocations/{id}", revocation)
                    .then()
                    .body("endedSessions", equalTo(1)));
  }

  @Test
  void userWithAnything_isKnown_andNobodyElseIs_butTheCutOffIsInForceForBoth() {
    String linked = "linked-" + UUID.randomUUID();
    String owner = "owner-" + UUID.randomUUID();
    String stranger = "stranger-" + UUID.randomUUID();
    LinkRef link = store(linked);
    Api.newCamera(owner);

    revoke(opaque(linked)).then().statusCode(204);
    revoke(opaque(linked)).then().statusCode(204);
    revoke(opaque(owner)).then().statusCode(204);
    revoke(opaque(stranger)).then().statusCode(404).body("detail", equalTo("no such user"));

    assertThat(state(link)).isEqualTo("REVOKED");
    assertThat(cutOffs(stranger)).isEqualTo("1");
    assertThat(state(store(linked))).isEqualTo("ACTIVE");
  }

  @Test
  void userOfAnotherIssuer_isNotOurs() {
    String user = "user-" + UUID.randomUUID();
    LinkRef link = store(user);
    for (String issuer : new String[] {realm + "/", "https://login.example/realms/hushkey"}) {
      revoke(Map.of("format", "iss_sub", "iss", issuer, "sub", user)).then().statusCode(404);
    }
    assertThat(state(link)).isEqualTo("ACTIVE");
    assertThat(cutOffs(user)).isEqualTo("0");
  }

  /** Keycloak's client would read another person's id, so nobody is logged out. */
  @Test
  void userWhoCannotBeLoggedOut_losesTheTokens_andTheToolHearsOfIt() {
    String user = "user;" + UUID.randomUUID();
    LinkRef link = store(user);
    revoke(opaque(user))
        .then()
        .statusCode(422)
        .contentType("application/problem+json")
        .body("type", equalTo("urn:hushkey:problem:not-logged-out"))
        .body("detail", containsString("The tokens are revoked"));
    assertThat(state(link)).isEqualTo("REVOKED");
  }

  @Test
  void identifierThatCannotNameAUserHere_isMalformed_andNothingHappens() {
    String before = Database.text("select count(*) from revocation");
    revoke(Map.of("format", "email", "email", "alice@example.com"))
        .then()
        .statusCode(400)
        .body("detail", containsString("sub_id.format"));
    given()
        .auth()
        .oauth2(Api.token("security-tool"))
        .contentType(ContentType.JSON)
        .body("{\"subject\":{\"format\":\"opaque\",\"id\":\"alice\"}}")
        .post(PATH)
        .then()
        .statusCode(400);
    assertThat(Database.text("select count(*) from revocation")).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hushkey-admin", "camera-backend", "alexa-skill"})
  void callerOfAnotherRole_isNotAllowed(String client) {
    String user = "user-" + UUID.randomUUID();
    revoke(client, opaque(user)).then().statusCode(403);
    assertThat(cutOffs(user)).isEqualTo("0");
  }

  @Test
  void securityTool_hasNoOtherDoor() {
    given().auth().oauth2(Api.token("security-tool")).get("/v1/links").then().statusCode(403);
    given()
        .auth()
        .oauth2(Api.token("security-tool"))
        .formParam("token", "x")
        .post("/oauth2/introspect")
        .then()
        .statusCode(403);
    given()
        .contentType(ContentType.JSON)
        .body(Map.of("sub_id", opaque("alice")))
        .post(PATH)
        .then()
        .statusCode(401);
  }

  @Test
  void metadata_saysWhereItIs() {
    given()
        .get("/.well-known/oauth-authorization-server")
        .then()
        .body("global_token_revocation_endpoint", equalTo(linking.issuer() + PATH))
        .body(
            "global_token_revocation_endpoint_auth_methods_supported", contains("Bearer", "DPoP"));
  }
}
