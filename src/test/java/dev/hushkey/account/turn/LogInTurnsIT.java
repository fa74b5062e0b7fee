package dev.hushkey.account.turn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.Linking.Attempt;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.fixture.PlainBrowser.Page;
import dev.hushkey.testing.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Log-ins that are held to a rate, as browsers meet them: held back, let in, turned away. */
@OnStack
class LogInTurnsIT {

  private static final String COOKIE = "log_in_turn";
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int CROWD = 40;

  @Inject Pool pool;
  @Inject MeterRegistry meters;
  @Inject LogInMeters logInMeters;

  private final Linking linking = new Linking(TestStack.current());
  private final PlainBrowser browser = linking.browser();
  private final URI account = URI.create(linking.issuer() + "/account/assistants");

  @BeforeEach
  void holdLogIns() {
    HeldLogIns.hold(pool);
  }

  @AfterEach
  void letGo() {
    HeldLogIns.letGo();
  }

  @Test
  void nobodyWaits_leadsToTheLogInAtOnce_andLeavesNoCookie() {
    assertAtKeycloak(browser.open(linking.attempt().address()));

    assertThat(browser.cookiesAsSet()).noneMatch(cookie -> cookie.startsWith(COOKIE));
  }

  @Test
  void rush_waits_andThenLinksAsIfNothingHadBeen() {
    HeldLogIns.crowd(CROWD);
    DeviceId door = Database.camera(People.ALICE, "Front door", "Porch");
    Attempt attempt = linking.attempt();

    Page page = browser.open(attempt.address());

    assertWaits(page);
    assertThat(page.document().select("[role=status]").text())
        .isEqualTo("Your turn comes in about a minute.");
    assertThat(page.headers().get("refresh").getFirst())
        .matches("(2[0-9]|30); url=/account/waiting[?].*");
    assertThat(page.document().selectFirst(".next a").attr("href"))
        .isEqualTo(page.headers().get("refresh").getFirst().replaceFirst(".*url=", ""));

    HeldLogIns.crowdGoes();
    Page form = lookAgain(page);
    assertAtKeycloak(form);
    Page consent = linking.logIn(browser, form, "alice");
    Page end = linking.decide(browser, consent, "approve", Map.of(door, Set.of(Action.VIEW)));
    Map<String, String> answer = Linking.query(end.requireStoppedAt(attempt.redirectUri()));
    assertThat(answer).containsEntry("state", attempt.state());
    linking.exchange(new Linking.Approval(attempt, answer.get("code"))).tokens();
  }

  @Test
  void pushedRequest_waits_andIsStillGood() {
    HeldLogIns.crowd(CROWD);
    Attempt attempt = linking.attempt();
    String uri =
        linking
            .post("/oauth2/par", Linking.query(attempt.address()))
            .body()
            .path("request_uri")
            .asText();

    Page page =
        browser.open(
            URI.create(
                linking.issuer()
                    + "/oauth2/authorize?client_id="
                    + Linking.CLIENT_ID
                    + "&request_uri="
                    + encode(uri)));
    assertWaits(page);
    Database.update("update pushed_request set expires_at = expires_at - interval '15 minutes'");
    HeldLogIns.crowdGoes();

    Page consent = linking.logIn(browser, lookAgain(page), "alice");
    Page denied = linking.decide(browser, consent, "cancel", Map.of());
    assertThat(Linking.query(denied.requireStoppedAt(attempt.redirectUri())))
        .containsEntry("state", attempt.state());
  }

  @ParameterizedTest
  @CsvSource({
    "de, Sie sind in der Warteschlange, Sie sind in etwa einer Minute an der Reihe.",
    "fr, Vous êtes dans la file d’attente, Ce sera votre tour dans une minute environ.",
    "es, Estás en la cola, 'Será tu turno dentro de un minuto, más o menos.'"
  })
  void waitingPage_speaksTheLanguageOfTheReader(String language, String title, String left) {
    HeldLogIns.crowd(CROWD);

    Page page = browser.speaking("nl").open(linking.attempt(locale(language)).address());

    assertThat(page.document().selectFirst("html").attr("lang")).isEqualTo(language);
    assertThat(page.document().select("h1").text()).isEqualTo(title);
    assertThat(page.document().select("[role=status]").text()).isEqualTo(left);
    assertThat(lookAgain(page).document().select("h1").text()).isEqualTo(title);
  }

  private static Map<String, String> locale(String language) {
    return Map.of("ui_locales", language);
  }

  @Test
  void place_survivesReloads_andManyWindowsShareIt() {
    HeldLogIns.crowd(CROWD);
    Page first = browser.open(linking.attempt().address());
    String place = places();

    lookAgain(first);
    browser.open(linking.attempt().address());
    browser.open(account);

    assertThat(places()).isEqualTo(place).isNotNull();
  }

  @Test
  void whoComesFirst_isLetInFirst_wherever() {
    HeldLogIns.crowd(CROWD);
    List<PlainBrowser> people = new ArrayList<>();
    List<Page> pages = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      people.add(linking.browser());
      pages.add(people.get(i).open(linking.attempt().address()));
    }
    HeldLogIns.crowdGoes();

    // no more than five can be free, however long it takes
    assertThat(isLetIn(people.get(7), pages.get(7))).isFalse();
    assertThat(isLetIn(people.get(5), pages.get(5))).isFalse();
    assertThat(isLetIn(people.get(0), pages.get(0))).isTrue();
  }

  private boolean isLetIn(PlainBrowser person, Page waiting) {
    return !person.open(again(waiting)).document().select("form#kc-form-login").isEmpty();
  }

  @Test
  void turn_isOfOneBrowser_andOfFewLogIns() {
    HeldLogIns.crowd(CROWD);
    Page page = browser.open(linking.attempt().address());
    HeldLogIns.crowdGoes();
    assertAtKeycloak(lookAgain(page));
    String ticket = browser.cookie(account, COOKIE).orElseThrow();

    HeldLogIns.crowd(CROWD);
    int letIn = 0;
    for (int i = 0; i < 5; i++) {
      PlainBrowser copy = linking.browser();
      copy.plant(account, COOKIE, ticket);
      letIn += copy.open(account).document().select("form#kc-form-login").size();
    }

    // a page that did not load, and a button "back"; no more
    assertThat(letIn).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x", ""})
  void forgedTicket_isNoTicket(String ticket) {
    HeldLogIns.crowd(CROWD);
    browser.plant(account, COOKIE, ticket);

    Page page = browser.open(account);

    assertWaits(page);
    assertThat(Database.text("select max(place) from log_in_turn where place > 0")).isNotNull();
  }

  @Test
  void address_behindTheFrontDoor_isNoWayRound() {
    HeldLogIns.crowd(CROWD);

    String consent =
        linking.attempt().address().toString().replace("oauth2/authorize", "account/consent");
    assertWaits(linking.browser().open(URI.create(consent)));
    assertWaits(linking.browser().open(account));
    PlainBrowser planted = linking.browser();
    planted.plant(account, "q_session_login", "made-up");
    assertWaits(planted.open(account));
  }

  @Test
  void whoeverIsLoggedIn_doesNotWait() {
    linking.logIn(browser, browser.open(account), "alice");
    HeldLogIns.crowd(CROWD);

    Page page = browser.open(linking.attempt().address());

    assertThat(page.address().getPath()).isEqualTo("/account/consent");
  }

  @Test
  void tooMany_areToldWhenToComeBack() {
    HeldLogIns.crowd(200);

    Page page = browser.speaking("de").open(linking.attempt().address());

    assertThat(page.status()).isEqualTo(503);
    assertThat(page.document().select("h1").text())
        .isEqualTo("Gerade melden sich zu viele Menschen an");
    assertThat(page.document().select("main p").text()).contains("in etwa 2 Minuten");
    assertThat(Integer.parseInt(page.headers().get("retry-after").getFirst())).isBetween(60, 120);
    assertThat(page.headers()).doesNotContainKey("refresh");
    assertThat(places()).isNull();
  }

  @Test
  void longestWait_isOver_isToldOnce_andThenThePlaceIsANewOne() {
    HeldLogIns.crowd(CROWD);
    Page page = browser.open(linking.attempt().address());
    String place = places();
    Database.update("update log_in_turn set expires_at = clock_timestamp() where place > 0");

    Page over = lookAgain(page);

    assertThat(over.status()).isEqualTo(503);
    assertWaits(lookAgain(page));
    assertThat(places()).isNotNull().isNotEqualTo(place);
  }

  @Test
  void whoeverLooksAway_isPassedOver_andKeepsThePlace() {
    HeldLogIns.crowd(6);
    Page page = browser.open(account);
    assertWaits(page);
    Database.update("update log_in_turn set seen_at = clock_timestamp() - interval '2 minutes'");

    PlainBrowser next = linking.browser();
    assertAtKeycloak(next.open(account));
    String place = places();
    lookAgain(page);
    assertThat(places()).isEqualTo(place);
  }

  @Test
  void browserWithoutCookies_isTold_andDoesNotLoadForEver() {
    HeldLogIns.crowd(CROWD);
    Page page = browser.open(account);

    Page answer = linking.browser().open(again(page));

    assertThat(answer.document().select("h1").text()).isEqualTo("The log-in did not work");
    assertThat(answer.headers()).doesNotContainKey("refresh");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://evil.example/",
        "//evil.example/",
        "/account/consentx",
        "/oauth2/authorize",
        "/account/assistants/../../evil",
        "/account/consent?x=\r\nLocation: https://evil.example/"
      })
  void addressThatWeDidNotWrite_leadsNowhere(String to) {
    Page page = browser.open(URI.create(linking.issuer() + "/account/waiting?to=" + encode(to)));

    assertThat(page.status()).isEqualTo(400);
    assertThat(page.document().select("h1").text()).isEqualTo("This link does not work");
  }

  @Test
  void waitingPage_isAsSafeAsTheOthers() {
    HeldLogIns.crowd(CROWD);
    Page page = browser.open(linking.attempt().address());

    assertThat(page.headers())
        .containsEntry("cache-control", List.of("no-store"))
        .containsEntry("x-frame-options", List.of("DENY"))
        .containsEntry("referrer-policy", List.of("no-referrer"))
        .doesNotContainKey("cross-origin-opener-policy");
    assertThat(page.headers().get("content-security-policy").getFirst())
        .contains("default-src 'none'");
    assertThat(page.document().select("script")).isEmpty();
    assertThat(browser.cookiesAsSet().getLast())
        .startsWith(COOKIE)
        .contains("; Path=/account;", "; HttpOnly; Secure; SameSite=Lax")
        .doesNotContain("Domain");
  }

  /** Two replicas know of each other through the database alone; so do two of these. */
  @Test
  void replicas_keepOneRate_alsoAtTheSameMoment() {
    LogInPace pace = new LogInPace(1, Duration.ofMinutes(2));
    List<Turns> replicas = List.of(new Turns(pool, pace), new Turns(pool, pace));
    Instant from = Instant.now();
    List<Uni<Boolean>> asked = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      asked.add(replicas.get(i % 2).begin(Optional.<SecretText>empty()));
    }

    long begun =
        Uni.join().all(asked).andFailFast().await().atMost(SOON).stream()
            .filter(let -> let)
            .count();

    long since = Duration.between(from, Instant.now()).toSeconds();
    assertThat(begun).isBetween(1L, 5 + since + 1);
  }

  @Test
  void replicaThatDiesInItsTurn_holdsNobodyUp() throws Exception {
    Turns survivor = new Turns(pool, new LogInPace(1, Duration.ofMinutes(2)));
    CompletableFuture<Boolean> begun;
    try (Connection dying = TestStack.current().postgres().connect(TestStack.database());
        Statement turn = dying.createStatement()) {
      dying.setAutoCommit(false);
      turn.execute("select used_until from log_in_pace for update");
      begun = survivor.begin(Optional.<SecretText>empty()).subscribeAsCompletionStage();
      assertThatThrownBy(() -> begun.get(300, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
    }

    assertThat(begun.get(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/account/assistants", "/account/waiting?to=/account/assistants"})
  void outage_isAPageThatSaysSo(String path) {
    HeldLogIns.away(pool);

    Page page = browser.open(URI.create(linking.issuer() + path));

    assertThat(page.status()).isEqualTo(503);
    assertThat(page.headers()).containsKey("retry-after");
    assertThat(page.document().select("h1").text()).isEqualTo("We cannot do this right now");
  }

  @Test
  void metrics_tellOfTheRush() {
    double turnedAway = meters.counter("hushkey.log.ins.turned.away").count();
    double begun = meters.counter("hushkey.log.ins.begun").count();
    HeldLogIns.crowd(200);
    browser.open(account);

    HeldLogIns.letGo();
    linking.browser().open(account);
    HeldLogIns.crowd(CROWD);
    logInMeters.look().await().atMost(SOON);

    assertThat(meters.counter("hushkey.log.ins.turned.away").count()).isEqualTo(turnedAway + 1);
    assertThat(meters.counter("hushkey.log.ins.begun").count()).isEqualTo(begun + 1);
    assertThat(meters.get("hushkey.log.ins.waiting").gauge().value()).isEqualTo(CROWD);
  }

  private String places() {
    return Database.text("select string_agg(place::text, ',') from log_in_turn where place > 0");
  }

  private URI again(Page page) {
    return page.address().resolve(page.document().selectFirst(".next a").attr("href"));
  }

  private Page lookAgain(Page page) {
    return browser.open(again(page));
  }

  private static void assertWaits(Page page) {
    assertThat(page.address().getPath()).isEqualTo("/account/waiting");
    assertThat(page.status()).as(page.document().text()).isEqualTo(200);
    assertThat(page.headers()).containsKey("refresh");
  }

  private static void assertAtKeycloak(Page page) {
    assertThat(page.document().selectFirst("form#kc-form-login"))
        .as(page.status() + " " + page.document().text())
        .isNotNull();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
