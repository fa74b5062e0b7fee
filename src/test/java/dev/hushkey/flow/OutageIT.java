package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.hushkey.identity.Action;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import io.restassured.response.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An outage is not a revocation: 503, a moment to come back at, and all is well afterwards. */
@OnStack
class OutageIT {

  private static final Duration HEALED = Duration.ofSeconds(60);

  private final LocalStack stack = TestStack.current();
  private final Linking linking = new Linking(TestStack.current());

  private LinkedCamera camera;

  @BeforeEach
  void aLinkThatWorks() {
    camera = LinkedCamera.ofAlice().granted();
    handOut().then().statusCode(200);
  }

  /** Whatever a test took away comes back, also when the test fails. */
  @AfterEach
  void everythingRuns() {
    stack.postgres().start();
    stack.openBao().start();
    stack.keycloak().start();
    await().atMost(HEALED).untilAsserted(() -> health("").then().statusCode(200));
  }

  /** Where Keycloak sends the browser of somebody who has just logged in. */
  private URI callbackOfALogIn(PlainBrowser person) {
    PlainBrowser.Page logIn = person.open(assistantsPage());
    return linking
        .logIn(person, logIn, "alice")
        .requireStoppedAt(linking.issuer() + "/account/login");
  }

  private URI assistantsPage() {
    return URI.create(linking.issuer() + "/account/assistants");
  }

  private static void assertUnavailablePage(PlainBrowser.Page page) {
    assertThat(page.status()).isEqualTo(503);
    assertThat(page.headers()).containsKey("retry-after");
    assertThat(page.document().select("h1").text()).isEqualTo("We cannot do this right now");
  }

  private Response handOut() {
    return Api.handOut(People.ALICE, camera.device(), Action.EVENTS);
  }

  private static Response health(String group) {
    return Api.inner().get("/q/health" + group);
  }

  private static void assertUnavailable(Response answer, String dependency) {
    answer
        .then()
        .statusCode(503)
        .header("Retry-After", notNullValue())
        .body("title", equalTo(dependency + " is unavailable"));
  }

  /** Within a moment, since what is known is good for a second. */
  private static void assertDown(String group, String dependency) {
    await()
        .untilAsserted(
            () ->
                health(group)
                    .then()
                    .statusCode(503)
                    .header("Retry-After", notNullValue())
                    .body(
                        "checks.find { it.name == '" + dependency + "' }.status", equalTo("DOWN")));
    health("/live").then().statusCode(200);
    health("/started").then().statusCode(200);
  }

  /** What all replicas lack, none of them gets by being taken away. */
  private void assertReportedOnly(String dependency) {
    assertDown("/well", dependency);
    health("/ready").then().statusCode(200);
    assertThat(linking.refresh(camera.refreshToken()).status()).isEqualTo(200);
    await()
        .untilAsserted(
            () ->
                assertThat(metrics())
                    .contains("hushkey_dependency_up{dependency=\"" + dependency + "\"} 0.0")
                    .contains("hushkey_dependency_up{dependency=\"postgresql\"} 1.0"));
  }

  private static String metrics() {
    return Api.inner().get("/q/metrics").then().statusCode(200).extract().asString();
  }

  @Test
  void sealedVault_is503_andHealsWithoutARestart() {
    stack.openBao().seal();
    assertUnavailable(handOut(), "vault");
    assertReportedOnly("vault");
    // A check needs no Vault, so it goes on.
    Api.check(camera.accessToken(), camera.device(), Action.VIEW)
        .then()
        .body("allowed", equalTo(true));
    stack.openBao().unseal();
    await().atMost(HEALED).untilAsserted(() -> handOut().then().statusCode(200));
  }

  @Test
  void stoppedVault_is503_andHealsWithoutARestart() {
    stack.openBao().kill();
    assertUnavailable(handOut(), "vault");
    stack.openBao().start();
    await().atMost(HEALED).untilAsserted(() -> handOut().then().statusCode(200));
  }

  @Test
  void stoppedPostgres_is503OnEveryDoor_andHealsWithoutARestart() {
    PlainBrowser loggedIn = linking.browser();
    linking.logIn(loggedIn, loggedIn.open(assistantsPage()), "alice");
    stack.postgres().kill();
    try {
      assertUnavailable(handOut(), "postgresql");
      assertUnavailable(
          Api.check(camera.accessToken(), camera.device(), Action.VIEW), "postgresql");
      Linking.Answer refresh = linking.refresh(camera.refreshToken());
      assertThat(refresh.status()).isEqualTo(503);
      assertThat(refresh.error()).isEqualTo("temporarily_unavailable");
      assertThat(refresh.headers()).containsKey("Retry-After");
      assertUnavailablePage(loggedIn.open(assistantsPage()));
      Linking.Answer introspection =
          linking.post("/oauth2/introspect", Map.of("token", camera.refreshToken()));
      assertThat(introspection.status()).isEqualTo(503);
      assertThat(introspection.error()).isEqualTo("temporarily_unavailable");
      assertDown("/ready", "postgresql");
    } finally {
      stack.postgres().start();
    }
    await().atMost(HEALED).untilAsserted(() -> handOut().then().statusCode(200));
    assertThat(linking.refresh(camera.refreshToken()).status()).isEqualTo(200);
  }

  @Test
  void upstreamAway_is503WhenTheTokenIsOver_andTheLinkLives() {
    // Keycloak plays both the identity provider and the assistant; our callers' tokens were
    // obtained before and are verified with keys that we already have.
    Response warm = handOut();
    assertThat(warm.statusCode()).isEqualTo(200);
    Database.update("update upstream_token set access_expires_at = clock_timestamp()");
    PlainBrowser person = new PlainBrowser(linking.issuer() + "/account/login");
    URI callback = callbackOfALogIn(person);
    stack.keycloak().kill();
    assertUnavailable(handOut(), "upstream");
    assertUnavailablePage(person.open(callback));
    assertReportedOnly("keycloak");
    stack.keycloak().start();
    await().atMost(HEALED).untilAsserted(() -> handOut().then().statusCode(200));
    Api.admin()
        .queryParam("user", People.ALICE)
        .queryParam("state", "ACTIVE")
        .get("/v1/links")
        .then()
        .body("links.size()", equalTo(1));
  }
}
