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
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A second click, a reload, the browser's back: what is sent twice is decided once. */
@OnStack
class RepeatedDecisionIT {

  private final Linking linking = new Linking(TestStack.current());
  private final PlainBrowser browser = linking.browser();
  private DeviceId door;
  private DeviceId garden;

  /** How the request came. */
  enum Request {
    PLAIN,
    PUSHED
  }

  /** A consent page that waits for an answer. */
  private record Asked(Attempt attempt, URI address, Page page) {}

  @BeforeEach
  void giveAliceTwoCameras() {
    Database.removeCameras(People.ALICE);
    Database.update("update link set state = 'REVOKED' where state <> 'REVOKED'");
    door = Database.camera(People.ALICE, "Front door", "");
    garden = Database.camera(People.ALICE, "Garden", "");
  }

  @ParameterizedTest
  @EnumSource
  void allow_twice_isTheSameRedirect_andTheCodeIsGood(Request request) {
    Asked asked = ask(request);

    URI first = back(asked, allow(asked, door));
    URI second = back(asked, allow(asked, door));

    assertThat(second).isEqualTo(first);
    assertThat(consentsOnRecord()).isEqualTo(1);
    assertThat(redeem(asked, first).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void allow_byManyAtOnce_isOneDecision(Request request) throws Exception {
    Asked asked = ask(request);
    Set<URI> answers = new HashSet<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      Callable<Page> click = () -> allow(asked, door);
      for (Future<Page> answer : threads.invokeAll(Collections.nCopies(8, click))) {
        answers.add(back(asked, answer.get()));
      }
    }

    assertThat(answers).hasSize(1);
    assertThat(consentsOnRecord()).isEqualTo(1);
    assertThat(redeem(asked, answers.iterator().next()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void allow_afterTheAssistantHasItsTokens_saysSo_andHarmsNothing(Request request) {
    Asked asked = ask(request);
    Linking.Tokens tokens = redeem(asked, back(asked, allow(asked, door))).tokens();

    Page again = allow(asked, door);

    assertAnswered(again);
    assertThat(again.document().text()).contains("has fetched your answer");
    assertThat(wayBack(again)).startsWith("/account/assistants");
    assertThat(Api.check(tokens.accessToken(), door, Action.VIEW).<Boolean>path("allowed"))
        .isTrue();
    assertThat(linking.refresh(tokens.refreshToken()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void allow_againAfterTheCodeRanOut_leadsBackToTheAssistant(Request request) {
    Asked asked = ask(request);
    allow(asked, door);
    Database.update("update authorization_code set expires_at = clock_timestamp()");

    assertLeadsBackWithAnError(asked, allow(asked, door));
  }

  @ParameterizedTest
  @EnumSource
  void allow_againAfterANewerDecision_bringsNothingBack(Request request) {
    Asked asked = ask(request);
    URI first = back(asked, allow(asked, door));
    linking.link("alice", Map.of(garden, Set.of(Action.VIEW)));

    assertLeadsBackWithAnError(asked, allow(asked, door));
    assertThat(redeem(asked, first).error()).isEqualTo("invalid_grant");
  }

  @Test
  void otherTicksOnThePage_areANewDecision() {
    Asked asked = ask(Request.PLAIN);
    URI first = back(asked, allow(asked, door));

    URI second = back(asked, allow(asked, garden));

    assertThat(second).isNotEqualTo(first);
    assertThat(redeem(asked, first).error()).isEqualTo("invalid_grant");
    Linking.Tokens tokens = redeem(asked, second).tokens();
    assertThat(Api.check(tokens.accessToken(), door, Action.VIEW).<Boolean>path("allowed"))
        .isFalse();
  }

  @Test
  void otherTicksOnAPushedRequest_changeNothing_andThePageSaysSo() {
    Asked asked = ask(Request.PUSHED);
    URI first = back(asked, allow(asked, door));

    Page second = allow(asked, garden);

    assertAnswered(second);
    assertThat(second.document().text()).contains("What you chose the first time counts");
    assertThat(wayBack(second)).isEqualTo(first.toString());
    Linking.Tokens tokens = redeem(asked, first).tokens();
    assertThat(Api.check(tokens.accessToken(), garden, Action.VIEW).<Boolean>path("allowed"))
        .isFalse();
  }

  /** Browsers do not keep our pages, so going back asks for them again. */
  @Test
  void goingBackToAPushedRequest_isTheSameRedirect_untilTheCodeIsUsed() {
    Asked asked = ask(Request.PUSHED);
    URI first = back(asked, allow(asked, door));

    assertThat(back(asked, browser.open(asked.page().address()))).isEqualTo(first);
    assertThat(back(asked, browser.open(asked.address()))).isEqualTo(first);

    assertThat(redeem(asked, first).status()).isEqualTo(200);
    assertAnswered(browser.open(asked.page().address()));
    assertAnswered(browser.open(asked.address()));
  }

  @Test
  void goingBackToAPlainRequest_asksAgain() {
    Asked asked = ask(Request.PLAIN);
    URI first = back(asked, allow(asked, door));

    Page again = browser.open(asked.page().address());
    URI second = back(asked, allow(new Asked(asked.attempt(), asked.address(), again), door));

    assertThat(second).isNotEqualTo(first);
    assertThat(redeem(asked, second).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void cancel_twice_isTheSameRedirect(Request request) {
    Asked asked = ask(request);

    URI first = back(asked, linking.decide(browser, asked.page(), "cancel", Map.of()));
    URI second = back(asked, linking.decide(browser, asked.page(), "cancel", Map.of()));

    assertThat(second).isEqualTo(first);
    assertThat(Linking.query(first)).containsEntry("error", "access_denied");
  }

  @Test
  void allow_afterCancelOfAPushedRequest_leadsBackToTheAssistant() {
    Asked asked = ask(Request.PUSHED);
    linking.decide(browser, asked.page(), "cancel", Map.of());

    assertLeadsBackWithAnError(asked, allow(asked, door));
    assertLeadsBackWithAnError(asked, browser.open(asked.address()));
    assertThat(consentsOnRecord()).isZero();
  }

  @Test
  void cancel_afterAllowOfAPushedRequest_doesNotPretend() {
    Asked asked = ask(Request.PUSHED);
    URI first = back(asked, allow(asked, door));

    Page cancelled = linking.decide(browser, asked.page(), "cancel", Map.of());

    assertAnswered(cancelled);
    assertThat(wayBack(cancelled)).isEqualTo(first.toString());
  }

  @Test
  void pushedRequestThatSomebodyElseAnswered_givesNoCode() {
    Asked asked = ask(Request.PUSHED);
    allow(asked, door);
    PlainBrowser bobs = linking.browser();

    Page page = linking.logIn(bobs, bobs.open(asked.address()), "bob");

    assertLeadsBackWithAnError(asked, page);
  }

  private Asked ask(Request request) {
    Attempt attempt = linking.attempt();
    URI address = request == Request.PLAIN ? attempt.address() : pushed(attempt);
    return new Asked(attempt, address, linking.logIn(browser, browser.open(address), "alice"));
  }

  private URI pushed(Attempt attempt) {
    String uri =
        linking
            .post("/oauth2/par", Linking.query(attempt.address()))
            .body()
            .path("request_uri")
            .asText();
    return URI.create(
        linking.issuer()
            + "/oauth2/authorize?client_id="
            + Linking.CLIENT_ID
            + "&request_uri="
            + URLEncoder.encode(uri, StandardCharsets.UTF_8));
  }

  private Page allow(Asked asked, DeviceId device) {
    return linking.decide(browser, asked.page(), "approve", Map.of(device, Set.of(Action.VIEW)));
  }

  private static URI back(Asked asked, Page answer) {
    return answer.requireStoppedAt(asked.attempt().redirectUri());
  }

  private Linking.Answer redeem(Asked asked, URI back) {
    return linking.exchange(new Linking.Approval(asked.attempt(), Linking.query(back).get("code")));
  }

  private static void assertAnswered(Page page) {
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.document().select("h1").text()).isEqualTo("You have already answered");
  }

  private static void assertLeadsBackWithAnError(Asked asked, Page page) {
    assertAnswered(page);
    URI back = URI.create(wayBack(page));
    assertThat(back.toString()).startsWith(asked.attempt().redirectUri());
    assertThat(Linking.query(back))
        .containsEntry("error", "access_denied")
        .containsEntry("state", asked.attempt().state())
        .doesNotContainKey("code");
  }

  private static String wayBack(Page page) {
    return page.document().select("main .next a").attr("href");
  }

  private int consentsOnRecord() {
    return Integer.parseInt(
        Database.text(
            """
            select count(*) from audit_event
             where kind = 'code-issued' and user_id = ?
               and at > (select max(changed_at) from ownership where device_id = ?)
            """,
            People.ALICE,
            garden.value()));
  }
}
