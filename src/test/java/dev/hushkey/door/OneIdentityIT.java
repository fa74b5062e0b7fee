package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CameraApp;
import dev.hushkey.testing.LinkedCamera;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Only {@code Authorization} says who calls an operation of the API document. */
@OnStack
class OneIdentityIT {

  private static final String SESSION = "q_session_login";
  private static final String ACCOUNT = "/account/assistants";

  private final Linking linking = new Linking(TestStack.current());

  @Test
  void everyKindOfCookie_atEveryOperation_changesNoAnswer() {
    Map<String, WireRequest> requests =
        DocumentedRequests.of(LinkedCamera.ofBob().granted(), CameraApp.of("alice"));
    List<String> cookies = cookies();
    requests.forEach(
        (operation, request) -> {
          compare(operation, request, cookies);
          compare(operation + " by nobody", request.without("Authorization"), cookies);
        });
  }

  private static void compare(String operation, WireRequest request, List<String> cookies) {
    String answer = outline(request.send());
    for (String cookie : cookies) {
      assertThat(outline(request.with("Cookie", cookie).send()))
          .as("%s with the cookie %.40s", operation, cookie)
          .isEqualTo(answer);
    }
  }

  /** What stays the same when a request is sent again. */
  private static String outline(WireAnswer answer) {
    TreeSet<String> members = new TreeSet<>();
    if (answer.isJson()) {
      answer.json().fieldNames().forEachRemaining(members::add);
    }
    return answer.status() + " " + members + " " + answer.all("WWW-Authenticate");
  }

  /** By tenant, chunked, of a log-in that is under way; made up, and that of a real log-in. */
  private List<String> cookies() {
    PlainBrowser browser = pageOf("alice");
    URI page = URI.create(linking.issuer() + ACCOUNT);
    String real = browser.cookie(page, SESSION).orElseThrow();
    List<String> cookies = new ArrayList<>();
    for (String tenant : List.of("", "_login", "_dpop", "_Default", "_nobody")) {
      for (String value : List.of("x", "a.b.c", real)) {
        cookies.add("q_session" + tenant + "=" + value);
      }
      cookies.add("q_session" + tenant + "_chunk_1=" + real);
      cookies.add("q_session" + tenant + "_at=x; q_session" + tenant + "_rt=x");
      cookies.add("q_auth" + tenant + "=x");
      cookies.add("q_auth" + tenant + "_0c9f3c1e=x|y");
      cookies.add("q_post_logout" + tenant + "=x");
    }
    return cookies;
  }

  private PlainBrowser pageOf(String person) {
    PlainBrowser browser = new PlainBrowser(linking.issuer() + "/nowhere");
    linking.logIn(browser, browser.open(URI.create(linking.issuer() + ACCOUNT)), person);
    return browser;
  }

  @Test
  void cookiesOfThePages_areBoundToThePages() {
    PlainBrowser browser = pageOf("bob");

    assertThat(browser.cookiesAsSet())
        .filteredOn(cookie -> cookie.startsWith("q_"))
        .isNotEmpty()
        .allSatisfy(cookie -> assertThat(cookie.toLowerCase()).contains("path=/account"));
  }

  @Test
  void bearerToken_atAPage_isNoIdentity() {
    WireAnswer answer =
        new WireRequest("GET", ACCOUNT)
            .with("Authorization", "Bearer " + CameraApp.of("alice").token())
            .send();

    assertThat(answer.status()).isEqualTo(302);
    assertThat(answer.header("Location")).contains("/protocol/openid-connect/auth");
  }

  @Test
  void severalAuthorizationHeaders_areRefused_inWhateverOrder() {
    String bearer = "Bearer " + Api.token("hushkey-admin");
    for (String other : List.of("Bearer x", bearer, DocumentedRequests.basic(), "DPoP x", "")) {
      for (List<String> order : List.of(List.of(bearer, other), List.of(other, bearer))) {
        WireRequest twice =
            new WireRequest("GET", "/v1/links?limit=1")
                .with("Authorization", order.getFirst())
                .with("authorization", order.getLast());

        assertThat(twice.send().status()).as("%s", order).isEqualTo(400);
        WireAnswer introspection =
            twice
                .withMethod("POST")
                .withTarget("/oauth2/introspect")
                .with("Content-Type", DocumentedRequests.FORM)
                .withBody("token=x")
                .send();
        assertThat(introspection.status()).as("%s", order).isEqualTo(400);
        assertThat(introspection.json().path("error").asText()).isEqualTo("invalid_request");
      }
    }
  }

  @Test
  void noAuthorizationHeader_isAskedFor() {
    assertThat(new WireRequest("GET", "/v1/links").send().status()).isEqualTo(401);
    assertThat(
            new WireRequest("POST", "/oauth2/introspect")
                .with("Content-Type", DocumentedRequests.FORM)
                .withBody("token=x")
                .send()
                .status())
        .isEqualTo(401);
  }
}
