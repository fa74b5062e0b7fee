package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.Linking.Attempt;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.fixture.PlainBrowser.Page;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The consent page against those who would misuse it. */
@OnStack
class ConsentPageIT {

  private final Linking linking = new Linking(TestStack.current());
  private final PlainBrowser browser = linking.browser();
  private DeviceId door;

  @BeforeEach
  void giveAliceOneCamera() {
    Database.removeCameras(People.ALICE);
    door = Database.camera(People.ALICE, "Front door", "Porch");
  }

  @Test
  void page_carriesTheHeadersThatKeepOthersOut() {
    Page page = consentPage(linking.attempt());

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.headers()).containsEntry("x-frame-options", List.of("DENY"));
    assertThat(page.headers()).containsEntry("referrer-policy", List.of("no-referrer"));
    assertThat(page.headers()).containsEntry("cache-control", List.of("no-store"));
    assertThat(page.headers()).containsEntry("x-content-type-options", List.of("nosniff"));
    assertThat(page.headers().get("content-security-policy").getFirst())
        .contains("default-src 'none'")
        .contains("frame-ancestors 'none'")
        .contains("base-uri 'none'")
        .doesNotContain("unsafe");
    assertThat(page.document().select("script, style, [style], [onclick]")).isEmpty();
  }

  @Test
  void page_showsNamesAsTextAndNotAsMarkup() {
    Database.camera(People.ALICE, "<script>alert(1)</script>", "\"><b>x</b>");

    Page page = consentPage(linking.attempt());

    assertThat(page.document().select("script")).isEmpty();
    assertThat(page.document().select("legend").text()).contains("<script>alert(1)</script>");
  }

  @Test
  void form_withoutToken_isRefused() {
    Attempt attempt = linking.attempt();
    Page page = consentPage(attempt);

    assertOutOfDate(browser.post(formAddress(page), approve("")));
    assertOutOfDate(browser.post(formAddress(page), approve("x".repeat(43))));
  }

  @Test
  void form_withTheTokenOfAnotherRequest_isRefused() {
    String token = csrf(consentPage(linking.attempt()));
    Page other = browser.open(linking.attempt().address());

    assertOutOfDate(browser.post(formAddress(other), approve(token)));
  }

  @Test
  void form_withTheTokenOfAnotherPerson_isRefused() {
    Attempt attempt = linking.attempt();
    PlainBrowser attackers = linking.browser();
    Page theirs = linking.logIn(attackers, attackers.open(attempt.address()), "bob");

    consentPage(attempt);
    assertOutOfDate(browser.post(formAddress(theirs), approve(csrf(theirs))));
  }

  @Test
  void form_withTheTokenOfAnEarlierLogIn_isRefused() {
    Attempt attempt = linking.attempt();
    Page earlier = consentPage(attempt);
    PlainBrowser later = linking.browser();
    linking.logIn(later, later.open(attempt.address()), "alice");

    assertOutOfDate(later.post(formAddress(earlier), approve(csrf(earlier))));
  }

  @Test
  void form_withoutLogIn_leadsToTheLogInAndBackToThePage() {
    Attempt attempt = linking.attempt();
    Page page = consentPage(attempt);
    PlainBrowser stranger = linking.browser();

    Page logIn = stranger.post(formAddress(page), approve(csrf(page)));
    assertThat(logIn.document().selectFirst("form#kc-form-login")).isNotNull();

    Page back = linking.logIn(stranger, logIn, "alice");
    assertThat(back.address().getPath()).isEqualTo("/account/consent");
    assertThat(Linking.query(back.address())).containsEntry("state", attempt.state());
  }

  @Test
  void approve_cameraOfSomebodyElse_isRefusedAsAWhole() {
    DeviceId bobs = Database.camera(People.BOB, "Bob's", "");
    Page page = consentPage(linking.attempt());

    Page answer =
        linking.decide(
            browser, page, "approve", Map.of(door, Set.of(Action.VIEW), bobs, Set.of(Action.VIEW)));

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.document().select("h1").text()).isEqualTo("Your cameras have changed");
    assertThat(
            Database.text(
                "select count(*) from authorization_code_device where device_id = any (?::text[])",
                "{" + door + "," + bobs + "}"))
        .isEqualTo("0");
  }

  @Test
  void approve_cameraGivenAwayMeanwhile_isRefused() {
    Page page = consentPage(linking.attempt());
    Database.removeCameras(People.ALICE);

    Page answer = linking.decide(browser, page, "approve", Map.of(door, Set.of(Action.VIEW)));

    assertThat(answer.status()).isEqualTo(403);
  }

  @Test
  void approve_nothingTicked_showsThePageAgain() {
    Page answer = linking.decide(browser, consentPage(linking.attempt()), "approve", Map.of());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.document().select("[role=alert]").text()).contains("Tick at least one box");
    assertThat(answer.document().select("input[type=checkbox]")).hasSize(3);
  }

  @Test
  void cancel_storesNothingEndsNothingAndTellsTheAssistant() {
    LinkedCamera linked = LinkedCamera.ofAlice();
    String stored = stored();
    Attempt attempt = linking.attempt();

    Page answer =
        linking.decide(
            browser, consentPage(attempt), "cancel", Map.of(door, Set.of(Action.CONTROL)));

    assertThat(stored()).isEqualTo(stored);
    assertThat(linked.allows(Action.VIEW)).isTrue();
    assertThat(browser.open(attempt.address()).document().select(".who strong").text())
        .isEqualTo("alice");
    URI back = answer.requireStoppedAt(attempt.redirectUri());
    assertThat(Linking.query(back))
        .containsEntry("error", "access_denied")
        .containsEntry("state", attempt.state())
        .containsEntry("iss", linking.issuer());
    assertThat(
            Database.text(
                "select assistant from audit_event where kind = 'consent' and outcome = 'refused' and user_id = ?",
                People.ALICE))
        .isEqualTo("alexa");
  }

  @Test
  void notYou_logsOutAndLetsSomebodyElseLogIn() {
    Attempt attempt = linking.attempt();

    Page logIn = linking.decide(browser, consentPage(attempt), "log-out", Map.of());
    Page page = linking.logIn(browser, logIn, "bob");

    assertThat(page.document().select(".who strong").text()).isEqualTo("bob");
    assertThat(Linking.query(page.address())).containsEntry("state", attempt.state());
  }

  @Test
  void state_ofTheAssistant_isStoredNowhere() {
    Attempt attempt = linking.attempt();
    Page page = consentPage(attempt);
    linking.decide(browser, page, "approve", Map.of(door, Set.of(Action.VIEW)));

    assertThat(
            Database.text(
                "select count(*) from authorization_code c where c::text like ?",
                "%" + attempt.state() + "%"))
        .isEqualTo("0");
  }

  @Test
  void state_ofTheLongestKind_survivesTheLogIn() {
    String state = "=".repeat(1536);
    Attempt attempt = linking.attempt();
    URI address =
        URI.create(
            attempt.address().toString().replace(attempt.state(), state.replace("=", "%3D")));

    Page page = linking.logIn(browser, browser.open(address), "alice");
    Page nothingTicked = linking.decide(browser, page, "approve", Map.of());
    Page logIn = linking.decide(browser, nothingTicked, "log-out", Map.of());
    Page again = linking.logIn(browser, logIn, "alice");
    URI back =
        linking
            .decide(browser, again, "approve", Map.of(door, Set.of(Action.VIEW)))
            .requireStoppedAt(attempt.redirectUri());

    assertThat(Linking.query(back)).containsEntry("state", state).containsKey("code");
  }

  @Test
  void authorize_errorThatTheAssistantMayKnow_goesToItsRedirectUri() {
    Attempt attempt = linking.attempt();
    URI address = URI.create(attempt.address().toString().replace("=code&", "=token&"));

    URI back = browser.open(address).requireStoppedAt(attempt.redirectUri());

    assertThat(Linking.query(back))
        .containsEntry("error", "unsupported_response_type")
        .containsEntry("state", attempt.state())
        .containsEntry("iss", linking.issuer());
  }

  @Test
  void authorize_otherRedirectUri_isAPageAndNoRedirect() {
    URI address =
        URI.create(
            linking.issuer()
                + "/oauth2/authorize?response_type=code&client_id="
                + Linking.CLIENT_ID
                + "&redirect_uri=https%3A%2F%2Fevil.example%2F");

    Page page = browser.open(address);

    assertThat(page.status()).isEqualTo(400);
    assertThat(page.headers().get("content-type").getFirst()).startsWith("text/html");
    assertThat(page.headers()).doesNotContainKey("location");
    assertThat(page.headers()).containsEntry("x-frame-options", List.of("DENY"));
    assertThat(page.body()).doesNotContain("evil.example");
  }

  /** How much there is of what an approval makes. */
  private static String stored() {
    return Database.text(
        """
        select (select count(*) from authorization_code) || ' codes, '
               || (select count(*) from authorization_code_device) || ' devices, '
               || (select count(*) from link where state = 'ACTIVE') || ' links'
        """);
  }

  private Page consentPage(Attempt attempt) {
    return linking.logIn(browser, browser.open(attempt.address()), "alice");
  }

  private List<Map.Entry<String, String>> approve(String csrf) {
    return List.of(
        Map.entry("decision", "approve"),
        Map.entry("csrf", csrf),
        Map.entry("grant", door + "/view"));
  }

  private static URI formAddress(Page page) {
    return page.address().resolve(page.document().select("form").last().attr("action"));
  }

  private static String csrf(Page page) {
    return page.document().select("input[name=csrf]").last().attr("value");
  }

  private static void assertOutOfDate(Page page) {
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.document().select("h1").text()).isEqualTo("This page is out of date");
  }
}
