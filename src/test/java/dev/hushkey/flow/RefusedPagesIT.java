package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.testing.Chromium;
import dev.hushkey.testing.Database;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * At the address of a page, people get a page in their language, whatever is wrong with the
 * request; and no browser is locked out by what it has collected.
 */
@OnStack
class RefusedPagesIT {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final int MORE_THAN_A_FORM = 300 * 1024;

  private final Linking linking = new Linking(TestStack.current());
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void giveAliceACamera() {
    Database.removeCameras(People.ALICE);
    Database.camera(People.ALICE, "Front door", "");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/account/consent;x=1",
        "/account/consent;x=1?client_id=a",
        "/account/assistants;x=1",
        "/account/assistants;jsessionid=1/",
        "/account/%63onsent",
        "/account/..%2fv1/links",
        "/account/assistants%00",
        "/account//assistants",
        "/account/./assistants",
        "/account/assistants%3Bx=1",
        "/oauth2/authorize;x=1?client_id=a",
        "/oauth2/authorize/",
        "/oauth2/authorize/more",
        "/oauth2/logged-out;x=1",
        "/oauth2/login-failed;x=1",
      })
  void oddPath_isAPage_orALogIn(String path) throws Exception {
    HttpResponse<String> answer = send(request(path));

    if (answer.statusCode() == 302) {
      assertThat(answer.headers().firstValue("location").orElseThrow()).contains("/realms/");
    } else {
      assertIsAPage(answer, answer.statusCode() == 404 ? 404 : 400);
    }
  }

  @Test
  void pageThatDoesNotExist_saysSo() {
    PlainBrowser browser = linking.browser().speaking("de");
    linking.logIn(browser, browser.open(at("/account/assistants")), "alice");

    PlainBrowser.Page page = browser.open(at("/account/nothing"));

    assertThat(page.status()).isEqualTo(404);
    assertThat(title(page.document())).isEqualTo("Diese Seite gibt es nicht");
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /oauth2/authorize",
    "POST, /oauth2/login-failed",
    "PUT, /oauth2/logged-out",
    "PATCH, /oauth2/authorize",
  })
  void wrongMethod_isAPage(String method, String path) throws Exception {
    HttpResponse<String> answer = send(request(path).method(method, BodyPublishers.noBody()));

    assertIsAPage(answer, 405);
    assertThat(answer.headers().firstValue("allow").orElseThrow()).contains("GET");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "foo", "image/*;q=0.1", "text/html;q=x", ",,;"})
  void whateverTheBrowserAccepts_isAPage(String accepted) throws Exception {
    assertIsAPage(send(request("/oauth2/login-failed").header("Accept", accepted)), 400);
    assertIsAPage(send(request("/oauth2/authorize").header("Accept", accepted)), 400);
  }

  @ParameterizedTest
  @CsvSource({
    FORM + ", x=%zz, 400",
    FORM + ", =, 400",
    FORM + ";charset=nonsense, decision=approve, 400",
    "application/json, {}, 415",
    "multipart/form-data, x, 415",
    "text/plain, x, 415",
  })
  void formThatCannotBeRead_isAPage(String type, String body, int status) throws Exception {
    String session = session();
    for (String path : List.of("/account/assistants", "/account/consent")) {
      HttpResponse<String> answer =
          send(
              request(path)
                  .header("Cookie", session)
                  .header("Content-Type", type)
                  .POST(BodyPublishers.ofString(body)));
      assertIsAPage(answer, status);
    }
  }

  /** Browsers tell how long a form is. */
  @Test
  void formThatIsTooLarge_isAPage() throws Exception {
    HttpResponse<String> answer =
        send(
            request("/account/assistants")
                .header("Cookie", session())
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofByteArray(new byte[MORE_THAN_A_FORM])));
    assertIsAPage(answer, 413);
  }

  @Test
  void addressThatIsTooLong_isAPage() throws Exception {
    assertIsAPage(send(request("/oauth2/authorize?state=" + "x".repeat(9000))), 414);
  }

  @Test
  void stateThatIsTooLong_isToldToTheAssistant() {
    PlainBrowser browser = linking.browser();
    Linking.Attempt attempt = linking.attempt();
    URI address =
        URI.create(attempt.address().toString().replace(attempt.state(), "x".repeat(6000)));

    assertThat(Linking.query(browser.open(address).requireStoppedAt(attempt.redirectUri())))
        .containsEntry("error", "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({"8000, 200", "20000, 200", "30000, 431"})
  void cookiesOfOtherSites_areNoObstacle_orThePageSaysWhatToDo(int length, int status)
      throws Exception {
    HttpResponse<String> answer =
        send(
            request("/account/assistants")
                .header("Cookie", session() + "; other=" + "x".repeat(length)));

    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 431) {
      assertIsAPage(answer, 431);
      assertThat(title(Jsoup.parse(answer.body()))).contains("zu viele Cookies");
    }
  }

  @Test
  void whatWeDidNotForesee_isAPage() throws Exception {
    Database.update(
        """
        insert into ownership (device_id, user_id, epoch, name, room, changed_at)
        values ('not an id', ?, 1, 'X', '', clock_timestamp())
        """,
        People.ALICE);
    try {
      PlainBrowser browser = linking.browser().speaking("de");
      PlainBrowser.Page page =
          linking.logIn(browser, browser.open(linking.attempt().address()), "alice");
      assertThat(page.status()).isEqualTo(500);
      assertThat(title(page.document())).isEqualTo("Bei uns ist etwas schiefgegangen");
    } finally {
      Database.update("delete from ownership where device_id = 'not an id'");
    }
  }

  /** As somebody does whose voice assistant's app does not notice that they are there already. */
  @ParameterizedTest
  @ValueSource(ints = {32, 1500})
  void logInsBegunAndLeft_lockNoBrowserOut(int stateLength) {
    Linking.Attempt attempt = linking.attempt();
    String state = "%2F".repeat(stateLength);
    String address = attempt.address().toString().replace(attempt.state(), state);
    try (Chromium chromium = Chromium.start()) {
      Page page = chromium.window(360, 800, ColorScheme.LIGHT);
      for (int i = 0; i < 26; i++) {
        page.navigate(address);
        assertThat(page.locator("#kc-form-login").count()).as("visit " + i).isEqualTo(1);
      }
      assertThat(begun(page)).hasSizeLessThanOrEqualTo(5);
      assertThat(begun(page).stream().mapToInt(c -> c.name.length() + c.value.length()).sum())
          .isLessThan(6200);
      page.locator("#username").fill("alice");
      page.locator("#password").fill(TestStack.current().keycloak().password("alice"));
      page.locator("#kc-login").click();
      page.waitForURL(url -> url.startsWith(linking.issuer() + "/account/consent"));
      assertThat(page.locator("button.primary[value=approve]").count()).isEqualTo(1);
    }
  }

  private List<Cookie> begun(Page page) {
    return page.context().cookies().stream()
        .filter(cookie -> cookie.name.startsWith("q_auth"))
        .toList();
  }

  private static void assertIsAPage(HttpResponse<String> answer, int status) {
    Document page = Jsoup.parse(answer.body());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/html");
    assertThat(page.select("html").attr("lang")).isEqualTo("de");
    assertThat(title(page)).isNotBlank();
    assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'");
    assertThat(answer.headers().allValues("cache-control")).containsExactly("no-store");
  }

  private static String title(Document page) {
    return page.select("h1").text();
  }

  /** The cookies of alice's log-in, as a browser sends them. */
  private String session() {
    PlainBrowser browser = linking.browser();
    linking.logIn(browser, browser.open(at("/account/assistants")), "alice");
    return IntStream.concat(IntStream.of(0), IntStream.rangeClosed(1, 4))
        .mapToObj(i -> "q_session_login" + (i == 0 ? "" : "_chunk_" + i))
        .flatMap(
            name ->
                browser.cookie(at("/account/assistants"), name).stream()
                    .map(value -> Map.entry(name, value)))
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .reduce((one, other) -> one + "; " + other)
        .orElseThrow();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(at(path)).header("Accept-Language", "de");
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private URI at(String path) {
    return URI.create(linking.issuer() + path);
  }
}
