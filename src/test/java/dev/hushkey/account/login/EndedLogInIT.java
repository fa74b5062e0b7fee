package dev.hushkey.account.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.account.turn.HeldLogIns;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.link.Links;
import dev.hushkey.revocation.SweepTrigger;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.fixture.PlainBrowser.Page;
import dev.hushkey.stack.keycloak.KeycloakServer;
import dev.hushkey.stack.process.Http;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CameraApp;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import io.vertx.mutiny.core.eventbus.EventBus;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever has a page of ours open when their sessions are ended has to log in anew before the page
 * shows or changes anything. No sweep runs here, so Keycloak's session is still there, and it is
 * our own look at the cut-offs that keeps people out, unless a test says otherwise.
 */
@OnStack
class EndedLogInIT {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Map<String, Object> END_SESSIONS = Map.of("endSessions", true);

  @Inject Mutiny.SessionFactory sessions;
  @Inject Pool pool;
  @Inject EventBus bus;
  @Inject Links links;

  private final Linking linking = new Linking(TestStack.current());
  private final KeycloakServer keycloak = TestStack.current().keycloak();
  private final PlainBrowser browser = linking.browser();
  private final URI account = URI.create(linking.issuer() + "/account/assistants");

  @BeforeEach
  void noSweep() {
    SweepTrigger.install(sessions, pool, bus, links);
  }

  /** Other tests log the same people in, perhaps within the same second, and sweep. */
  @AfterEach
  void endNobodyElsesSession() {
    Database.update(
        "update cut_off set at = at - interval '1 minute', made_at = made_at - interval '1 minute'"
            + " where end_sessions");
    Database.update("update revocation set finished_at = clock_timestamp() where end_sessions");
  }

  private Page logIn(PlainBrowser person, String user, URI address) {
    return linking.logIn(person, person.open(address), user);
  }

  private static void assertAtKeycloak(Page page) {
    assertThat(page.status()).as(page.document().text()).isEqualTo(200);
    assertThat(page.document().selectFirst("form#kc-form-login, input[name=password]"))
        .as(page.document().text())
        .isNotNull();
  }

  private static void assertAssistants(Page page) {
    assertThat(page.status()).as(page.document().text()).isEqualTo(200);
    assertThat(page.address().getPath()).isEqualTo("/account/assistants");
  }

  @ParameterizedTest
  @ValueSource(strings = {"user", "user+assistant", "assistant", "link", "device", "everything"})
  void page_openedWithALogInFromBeforeTheRevocation_asksForThePassword(String scope) {
    LinkedCamera camera = LinkedCamera.ofAlice();
    assertAssistants(logIn(browser, "alice", account));

    Api.revoke(selector(scope, camera), END_SESSIONS).then().statusCode(200);

    assertAtKeycloak(browser.open(account));
  }

  private static Map<String, Object> selector(String scope, LinkedCamera camera) {
    return switch (scope) {
      case "user" -> Map.of("user", camera.owner());
      case "user+assistant" -> Map.of("user", camera.owner(), "assistant", "alexa");
      case "assistant" -> Map.of("assistant", "alexa");
      case "link" -> Map.of("link", camera.link().toString());
      case "device" -> Map.of("device", camera.device().value());
      default -> Map.of("everything", true);
    };
  }

  /** They are many, at that: whoever was logged in before a mass revocation. */
  @Test
  void personWhoHasToLogInAnew_waitsForTheirTurn() {
    assertAssistants(logIn(browser, "alice", account));
    Api.revoke(Map.of("user", People.ALICE), END_SESSIONS).then().statusCode(200);
    HeldLogIns.hold(pool);
    HeldLogIns.crowd(40);
    try {
      assertThat(browser.open(account).address().getPath()).isEqualTo("/account/waiting");
      HeldLogIns.letGo();
      assertAtKeycloak(browser.open(account));
    } finally {
      HeldLogIns.letGo();
    }
  }

  @Test
  void consent_givenWithALogInFromBeforeTheRevocation_makesNoCode() {
    DeviceId camera = Api.newCamera(People.ALICE);
    Linking.Attempt attempt = linking.attempt();
    Page consent = logIn(browser, "alice", attempt.address());
    String codes = codes();

    Api.revoke(Map.of("user", People.ALICE), END_SESSIONS).then().statusCode(200);
    Page after = linking.decide(browser, consent, "approve", Map.of(camera, Set.of(Action.VIEW)));

    assertAtKeycloak(after);
    assertThat(codes()).isEqualTo(codes);
  }

  private static String codes() {
    return Database.text("select count(*) from authorization_code where user_id = ?", People.ALICE);
  }

  @Test
  void link_disconnectedWithALogInFromBeforeTheRevocation_livesOn() {
    LinkedCamera bobs = LinkedCamera.ofBob();
    Page page = logIn(browser, "bob", account);
    Api.revoke(Map.of("device", bobs.device().value(), "assistant", "alexa"), END_SESSIONS)
        .then()
        .statusCode(200);

    Page after = linking.decide(browser, page, "unlink", Map.of());

    assertAtKeycloak(after);
    assertThat(Database.text("select state from current_link where id = ?", bobs.link()))
        .isEqualTo("ACTIVE");
  }

  @Test
  void passwordTypedAfterTheRevocation_isGoodForThePages() {
    assertAssistants(logIn(browser, "alice", account));
    Api.revoke(Map.of("user", People.ALICE), END_SESSIONS).then().statusCode(200);

    // Keycloak dates a log-in by whole seconds: in the second of the revocation it asks once more.
    await().atMost(SOON).untilAsserted(() -> assertAssistants(typePassword(browser.open(account))));
    assertAssistants(browser.open(account));
  }

  /** Keycloak knows who it is, and asks for the password only. */
  private Page typePassword(Page page) {
    assertAtKeycloak(page);
    return browser.submit(
        page,
        page.document().selectFirst("form#kc-form-login"),
        List.of(Map.entry("username", "alice"), Map.entry("password", keycloak.password("alice"))));
  }

  @Test
  void revocationWithoutTheEndOfSessions_andOneOfSomebodyElse_leaveALogInAlone() {
    assertAssistants(logIn(browser, "alice", account));

    Api.revoke(Map.of("user", People.ALICE)).then().statusCode(200);
    Api.revoke(Map.of("user", People.BOB), END_SESSIONS).then().statusCode(200);

    assertAssistants(browser.open(account));
  }

  @Test
  void appOfSomebodyWhoLoggedInBeforeTheRevocation_hasToLogInAgain() {
    CameraApp app = CameraApp.of("alice");
    app.status().then().statusCode(200);

    Api.revoke(Map.of("user", People.ALICE), END_SESSIONS).then().statusCode(200);

    app.status().then().statusCode(401);
    app.start().then().statusCode(401);
    await().atMost(SOON).untilAsserted(() -> CameraApp.of("alice").status().then().statusCode(200));
  }

  @Test
  void sessionEndedAtKeycloak_endsHereByItsBackChannel_thoughTheIdTokenStillLives() {
    assertAssistants(logIn(browser, "alice", account));
    PlainBrowser second = linking.browser();
    assertAssistants(logIn(second, "alice", account));

    endSessionsAtKeycloak(People.ALICE);

    assertAtKeycloak(browser.open(account));
    assertAtKeycloak(second.open(account));
  }

  /** As on a replica that the back-channel did not reach, or after a session's natural end. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sessionEndedAtKeycloak_whoseIdTokenRunsOut_isSentToLogInAnew_alsoToLogOut(boolean logOut) {
    try (ChangedClient _ =
        new ChangedClient(
            attributes -> {
              attributes.put("access.token.lifespan", "3");
              attributes.put("backchannel.logout.url", "");
            })) {
      Page page = logIn(browser, "alice", account);
      assertAssistants(page);
      endSessionsAtKeycloak(People.ALICE);

      // While its ID token lives, the page is still shown: that is how we wait for its end.
      await().atMost(SOON).until(() -> !isAssistants(browser.open(account)));

      Page after =
          logOut ? linking.decide(browser, page, "log-out", Map.of()) : browser.open(account);
      assertAtKeycloak(after);
    }
  }

  private static boolean isAssistants(Page page) {
    return page.status() == 200 && page.address().getPath().equals("/account/assistants");
  }

  private void endSessionsAtKeycloak(String user) {
    Http.send(admin("/users/" + user + "/logout").POST(HttpRequest.BodyPublishers.noBody()))
        .orFail("log-out");
  }

  private HttpRequest.Builder admin(String path) {
    return HttpRequest.newBuilder(URI.create(keycloak.address() + "/admin/realms/hushkey" + path))
        .header("Authorization", "Bearer " + keycloak.adminToken());
  }

  /** Our client at Keycloak with other attributes, until the end of a test. */
  private final class ChangedClient implements AutoCloseable {

    private final JsonNode before;
    private final ObjectNode changed;

    ChangedClient(Consumer<ObjectNode> change) {
      before = Http.send(admin("/clients?clientId=hushkey-login")).orFail("client").get(0);
      changed = before.deepCopy();
      change.accept((ObjectNode) changed.get("attributes"));
      put(changed);
    }

    private void put(JsonNode client) {
      Http.send(
              admin("/clients/" + before.get("id").asText())
                  .header("Content-Type", "application/json")
                  .PUT(HttpRequest.BodyPublishers.ofString(client.toString())))
          .orFail("client");
    }

    /** Keycloak keeps an attribute that is left out, and removes one that is empty. */
    @Override
    public void close() {
      ObjectNode restored = before.deepCopy();
      ObjectNode attributes = (ObjectNode) restored.get("attributes");
      changed
          .get("attributes")
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!attributes.has(name)) {
                  attributes.put(name, "");
                }
              });
      put(restored);
    }
  }
}
