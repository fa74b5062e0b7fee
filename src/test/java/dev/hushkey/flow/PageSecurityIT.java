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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Our pages against those who would misuse them, a threat at a time. Forged consent forms are in
 * {@link ConsentPageIT}, forms about other people's links in {@link ConnectedAssistantsIT}, frames
 * and scripts in a real browser in {@link PagesInBrowserIT}, codes of other clients in {@link
 * TokenEndpointIT}.
 */
@OnStack
class PageSecurityIT {

  private static final String SESSION = "q_session_login";
  private static final String MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";

  private final Linking linking = new Linking(TestStack.current());
  private final PlainBrowser browser = linking.browser();
  private DeviceId door;

  @BeforeEach
  void giveAliceOneCamera() {
    Database.removeCameras(People.ALICE);
    door = Database.camera(People.ALICE, "Front door", "Porch");
  }

  // Every page: clickjacking, injected content, leaks by address or cache

  @Test
  void everyPage_carriesTheHeadersThatKeepOthersOut() {
    for (Page page : everyPage()) {
      assertThat(page.headers())
          .as(page.address().getPath())
          .containsEntry("x-frame-options", List.of("DENY"))
          .containsEntry("referrer-policy", List.of("no-referrer"))
          .containsEntry("cache-control", List.of("no-store"))
          .containsEntry("x-content-type-options", List.of("nosniff"))
          .containsEntry("cross-origin-resource-policy", List.of("same-origin"))
          .doesNotContainKey("strict-transport-security");
      assertThat(page.headers().get("permissions-policy").getFirst())
          .contains("camera=()", "microphone=()", "geolocation=()");
    }
  }

  @Test
  void everyPage_allowsNoScriptNoFrameAndNoForeignContent() {
    for (Page page : everyPage()) {
      assertThat(page.headers().get("content-security-policy"))
          .as(page.address().getPath())
          .singleElement()
          .asString()
          .startsWith(
              "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none';"
                  + " form-action ")
          .doesNotContain("unsafe", "*", "script-src", "data:");
      assertThat(page.document().select("script, style, [style], iframe, object, base, img"))
          .isEmpty();
      assertThat(page.document().getAllElements())
          .allSatisfy(
              element ->
                  assertThat(element.attributes().asList())
                      .noneMatch(attribute -> attribute.getKey().startsWith("on")));
    }
  }

  @Test
  void account_hasItsWindowForItself() {
    Page page = logIn("alice", account());
    assertThat(page.headers()).containsEntry("cross-origin-opener-policy", List.of("same-origin"));
  }

  private List<Page> everyPage() {
    PlainBrowser alices = linking.browser();
    Page consent = linking.logIn(alices, alices.open(linking.attempt().address()), "alice");
    Page assistants = alices.open(account());
    List<Page> pages = new ArrayList<>(List.of(consent, assistants));
    pages.add(linking.decide(alices, consent, "approve", Map.of()));
    pages.add(alices.post(account(), List.of(Map.entry("decision", "nonsense"))));
    pages.add(linking.decide(alices, assistants, "log-out", Map.of()));
    pages.add(browser.open(at("/oauth2/authorize?client_id=nobody")));
    pages.add(browser.open(at("/oauth2/login-failed?error=x")));
    pages.add(logIn("bob", at("/account/login")));
    return pages;
  }

  // Cross-site request forgery

  @Test
  void csrf_formOfTheAccount_withoutItsToken_isRefused() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Page page = logIn("alice", account());

    for (String token : List.of("", "x".repeat(43))) {
      Page answer = unlink(page, camera, token);
      assertThat(answer.status()).isEqualTo(400);
    }

    assertThat(camera.recorded("link-ended", "done")).isZero();
  }

  @Test
  void csrf_tokenOfTheConsentPage_orOfAnotherPerson_doesNotServeForTheAccount() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    PlainBrowser bobs = linking.browser();
    String bobsToken = csrf(linking.logIn(bobs, bobs.open(account()), "bob"));
    Page page = logIn("alice", account());
    String consentToken = csrf(browser.open(linking.attempt().address()));

    assertThat(unlink(page, camera, bobsToken).status()).isEqualTo(400);
    assertThat(unlink(page, camera, consentToken).status()).isEqualTo(400);
    assertThat(camera.recorded("link-ended", "done")).isZero();

    assertThat(unlink(page, camera, csrf(page)).status()).isEqualTo(200);
    assertThat(camera.recorded("link-ended", "done")).isEqualTo(1);
  }

  // Open redirect

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example/",
        "@evil.example/",
        "/../..//evil.example",
        "client_id=nobody&redirect_uri=https://evil.example/",
        "#https://evil.example/",
        "\r\nLocation: https://evil.example/"
      })
  void openRedirect_afterALogOut_leadsToNobodyElse(String state) {
    Page page =
        browser.open(
            at("/oauth2/logged-out?state=" + URLEncoder.encode(state, StandardCharsets.UTF_8)));

    assertThat(page.address().toString()).startsWith(linking.issuer() + "/oauth2/");
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.document().select("a, form")).isEmpty();
  }

  @Test
  void openRedirect_afterALogIn_leadsToNobodyElse() {
    String query =
        "?redirect_uri=https://evil.example/&done=//evil.example&ui_locales=//evil.example";

    Page page = logIn("alice", URI.create(account() + query));

    assertThat(page.address().toString()).startsWith(account().toString());
    assertThat(page.body()).doesNotContain("evil.example");
  }

  // Code injection

  @Test
  void codeInjection_codeOfAnotherPerson_withTheVictimsVerifier_isRefused() {
    DeviceId bobs = Database.camera(People.BOB, "Bob's", "");
    Linking.Approval attackers = linking.approve("bob", Map.of(bobs, Set.of(Action.VIEW)));
    Attempt victims = linking.attempt();

    Linking.Answer answer = linking.exchange(new Linking.Approval(victims, attackers.code()));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo("invalid_grant");
  }

  @Test
  void codeInjection_codeOfAnotherPersonsLogIn_inTheVictimsCallback_isRefused() {
    String attackersCode = Linking.query(callbackOf("bob")).get("code");
    PlainBrowser victims = stoppingAtCallback();
    URI callback = callbackIn(victims, "alice");
    String injected =
        callback.toString().replace(Linking.query(callback).get("code"), attackersCode);

    Page page = victims.open(URI.create(injected));

    assertThat(page.status()).isEqualTo(400);
    assertThat(page.document().select("h1").text()).isEqualTo("The log-in did not work");
    assertThat(victims.cookie(account(), SESSION)).isEmpty();
  }

  @Test
  void logInForgery_callbackOfTheAttacker_inAnotherBrowser_isRefused() {
    URI attackers = callbackOf("bob");

    Page page = browser.open(attackers);

    assertThat(page.document().selectFirst("form#kc-form-login")).isNotNull();
    assertThat(browser.cookie(account(), SESSION)).isEmpty();
  }

  private URI callbackOf(String user) {
    return callbackIn(stoppingAtCallback(), user);
  }

  private URI callbackIn(PlainBrowser person, String user) {
    Page end = linking.logIn(person, person.open(account()), user);
    return end.requireStoppedAt(linking.issuer() + "/account/login");
  }

  private PlainBrowser stoppingAtCallback() {
    return new PlainBrowser(linking.issuer() + "/account/login");
  }

  // Mix-up

  @Test
  void mixUp_everyAnswerNamesUs() {
    Attempt attempt = linking.attempt();
    URI wrong = URI.create(attempt.address().toString().replace("=S256", "=plain"));
    Page consent = logIn("alice", attempt.address());
    Page denied = linking.decide(browser, consent, "cancel", Map.of());
    Page approved =
        linking.decide(
            browser, browser.open(attempt.address()), "approve", Map.of(door, Set.of(Action.VIEW)));

    for (Page answer : List.of(browser.open(wrong), denied, approved)) {
      assertThat(Linking.query(answer.requireStoppedAt(attempt.redirectUri())))
          .containsEntry("iss", linking.issuer());
    }
  }

  // Session fixation, and what the session's cookies are like

  @Test
  void sessionFixation_cookieSetBeforehand_isNotHonoured() {
    browser.plant(account(), SESSION, "planted-by-somebody-else");

    Page page = browser.open(account());

    assertThat(page.document().selectFirst("form#kc-form-login")).isNotNull();
    linking.logIn(browser, page, "alice");
    assertThat(browser.cookie(account(), SESSION))
        .hasValueSatisfying(value -> assertThat(value).doesNotContain("planted"));
  }

  @Test
  void sessionFixation_logIn_makesANewSession() {
    Page alices = logIn("alice", account());
    String before = browser.cookie(account(), SESSION).orElseThrow();

    linking.decide(browser, alices, "log-out", Map.of());
    Page bobs = logIn("bob", account());

    assertThat(browser.cookie(account(), SESSION)).isPresent().get().isNotEqualTo(before);
    assertThat(bobs.document().select(".who strong").text()).isEqualTo("bob");
    assertThat(csrf(bobs)).isNotEqualTo(csrf(alices));
  }

  @Test
  void cookies_areForUsAloneAndForTlsAlone() {
    logIn("alice", account());

    List<String> ours =
        browser.cookiesAsSet().stream()
            .filter(cookie -> cookie.startsWith("q_") && !cookie.contains("=;"))
            .toList();
    assertThat(ours).hasSizeGreaterThanOrEqualTo(2);
    for (String cookie : ours) {
      assertThat(cookie.toLowerCase()).contains("; secure", "; httponly", "; samesite=lax");
      assertThat(cookie.toLowerCase()).doesNotContain("domain=");
    }
  }

  // Markup in what others write

  @Test
  void markup_inNamesRoomsAndState_isShownAsText() {
    DeviceId camera = Database.camera(People.ALICE, MARKUP, MARKUP);
    Attempt attempt = linking.attempt();
    String state = URLEncoder.encode(MARKUP, StandardCharsets.UTF_8);
    URI address = URI.create(attempt.address().toString().replace(attempt.state(), state));

    Page consent = logIn("alice", address);

    assertOnlyText(consent);
    assertThat(Linking.query(consent.address())).containsEntry("state", MARKUP);
    Page done = linking.decide(browser, consent, "approve", Map.of(camera, Set.of(Action.VIEW)));
    assertThat(Linking.query(done.address())).containsEntry("state", MARKUP);
    linking
        .exchange(new Linking.Approval(attempt, Linking.query(done.address()).get("code")))
        .tokens();
    assertOnlyText(browser.open(account()));
  }

  private static void assertOnlyText(Page page) {
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.document().select("script, img")).isEmpty();
    assertThat(page.document().select("legend").text()).contains(MARKUP);
    assertThat(page.body()).doesNotContain("<script>", "<img");
  }

  @Test
  void markup_inLanguageAndNotice_isNotShown() {
    String markup = URLEncoder.encode(MARKUP, StandardCharsets.UTF_8);

    Page page = logIn("alice", URI.create(account() + "?ui_locales=" + markup + "&done=" + markup));

    assertThat(page.body()).doesNotContain("alert(1)");
  }

  // Words put into our mouth

  @Test
  void notice_thatNoFormOfThisPersonLedTo_isNotShown() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    PlainBrowser bobs = linking.browser();
    LinkedCamera bobsCamera = LinkedCamera.ofBob();
    Page bobsPage = linking.logIn(bobs, bobs.open(account()), "bob");
    Page bobsNotice =
        bobs.post(
            bobsPage.address(),
            List.of(
                Map.entry("decision", "unlink"),
                Map.entry("link", bobsCamera.link().toString()),
                Map.entry("csrf", csrf(bobsPage))));
    assertThat(bobsNotice.document().select("[role=status]")).hasSize(1);
    Page page = logIn("alice", account());
    String bobsDone = Linking.query(bobsNotice.address()).get("done");
    String later = bobsDone.replaceFirst("[.]([0-9]+)[.]", ".9999999999.");

    for (String done :
        List.of("UNLINKED", "NARROWED", "UNLINKED.", "UNLINKED.1.x", bobsDone, later)) {
      Page answer = browser.open(URI.create(account() + "?done=" + done));
      assertThat(answer.status()).as(done).isEqualTo(200);
      assertThat(answer.document().select("[role=status]")).as(done).isEmpty();
    }
    Page own = unlink(page, camera, csrf(page));
    assertThat(own.document().select("[role=status]").text()).contains("Disconnected");
    assertThat(
            browser
                .open(URI.create(own.address().toString().replace("UNLINKED", "NARROWED")))
                .document()
                .select("[role=status]"))
        .isEmpty();
  }

  @Test
  void loggedOut_isOnlySaidAfterALogOut() {
    Page page = logIn("alice", account());

    for (String state :
        List.of("", "?state=", "?state=logged-out.", "?state=logged-out.9999999999.x")) {
      Page answer = browser.open(at("/oauth2/logged-out" + state));
      assertThat(answer.document().select(".who strong").text()).as(state).isEqualTo("alice");
    }
    Page out = linking.decide(browser, page, "log-out", Map.of());
    assertThat(out.document().select("h1").text()).isEqualTo("You are logged out");
  }

  private Page logIn(String user, URI address) {
    return linking.logIn(browser, browser.open(address), user);
  }

  private Page unlink(Page page, LinkedCamera camera, String token) {
    return browser.post(
        page.address(),
        List.of(
            Map.entry("decision", "unlink"),
            Map.entry("link", camera.link().toString()),
            Map.entry("csrf", token)));
  }

  private URI account() {
    return at("/account/assistants");
  }

  private URI at(String path) {
    return URI.create(linking.issuer() + path);
  }

  private static String csrf(Page page) {
    return page.document().select("input[name=csrf]").last().attr("value");
  }
}
