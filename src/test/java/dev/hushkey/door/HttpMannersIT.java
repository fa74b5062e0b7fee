package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.CameraApp;
import dev.hushkey.testing.CapturedLog;
import dev.hushkey.testing.LinkedCamera;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Methods, media types and sizes: what HTTP itself asks of every address. */
@OnStack
class HttpMannersIT {

  private static final List<String> ACCEPTS =
      List.of("text/html", "foo", "application/xml", "*/*;q=0", "", "text/plain, text/html;q=0.5");

  private Map<String, WireRequest> requests;

  @BeforeEach
  void aRequestForEachOperation() {
    requests = DocumentedRequests.of(LinkedCamera.ofBob().granted(), CameraApp.of("alice"));
  }

  private static boolean isOperation(WireRequest request) {
    return request.target().startsWith("/q/");
  }

  @Test
  void answer_isJson_whateverIsAccepted() {
    requests.forEach(
        (operation, request) -> {
          if (isOperation(request)) {
            return;
          }
          WireAnswer usual = request.send();
          for (String accept : ACCEPTS) {
            WireAnswer answer = request.with("Accept", accept).send();

            assertThat(answer.status()).as("%s %s", operation, accept).isEqualTo(usual.status());
            assertThat(answer.header("Content-Type"))
                .as("%s %s", operation, accept)
                .isEqualTo(usual.header("Content-Type"));
            if (!answer.body().isEmpty()) {
              assertThat(answer.isJson()).as("%s %s", operation, accept).isTrue();
            }
          }
        });
  }

  @Test
  void methodThatAnAddressLacks_is405_andAllowSaysWhichItHas() {
    requests.forEach(
        (operation, request) -> {
          Set<String> allowed = methodsOf(request.target());
          for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH", "FOO")) {
            if (allowed.contains(method)) {
              continue;
            }
            WireAnswer answer = request.withMethod(method).send();

            assertThat(answer.status()).as("%s %s", method, request.target()).isEqualTo(405);
            assertThat(Set.of(answer.header("Allow").split(", ")))
                .as("%s %s", method, request.target())
                .containsAll(allowed)
                .doesNotContain(method);
            if (request.target().startsWith("/oauth2/")) {
              assertThat(answer.json().path("error").asText()).isEqualTo("invalid_request");
            }
          }
        });
  }

  /** An address of its own comes before one with a parameter, as {@code /v1/links/retries} does. */
  private static Set<String> methodsOf(String target) {
    String path = target.replaceFirst("\\?.*", "");
    Set<String> exact = methods(path::equals);
    return exact.isEmpty()
        ? methods(template -> path.matches(template.replaceAll("\\{[a-z]+}", "[^/]+")))
        : exact;
  }

  private static Set<String> methods(Predicate<String> path) {
    return DocumentedRequests.operations().values().stream()
        .map(operation -> operation.split(" "))
        .filter(parts -> path.test(parts[1]))
        .map(parts -> parts[0].toUpperCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void options_saysTheMethods_andHeadIsGetWithoutABody() {
    requests.forEach(
        (operation, request) -> {
          if (isOperation(request)) {
            return;
          }
          WireAnswer options = request.without("Authorization").withMethod("OPTIONS").send();
          assertThat(options.status()).as(operation).isEqualTo(204);
          assertThat(Set.of(options.header("Allow").split(", ")))
              .as(operation)
              .containsAll(methodsOf(request.target()))
              .contains("OPTIONS");
          if (request.method().equals("GET")) {
            WireAnswer head = request.withMethod("HEAD").send();
            assertThat(head.status()).as(operation).isEqualTo(request.send().status());
            assertThat(head.body()).as(operation).isEmpty();
          }
        });
  }

  @Test
  void unknownAddress_is404_inTheWordsOfItsDoor() {
    WireAnswer oauth = new WireRequest("GET", "/oauth2/nothing").send();
    assertThat(oauth.status()).isEqualTo(404);
    assertThat(oauth.json().path("error").asText()).isEqualTo("invalid_request");

    WireAnswer api = new WireRequest("GET", "/v1/nothing").send();
    assertThat(api.status()).isEqualTo(404);
    assertThat(api.header("Content-Type")).isEqualTo("application/problem+json");

    WireAnswer page = new WireRequest("GET", "/oauth2/authorize/nothing").send();
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.header("Content-Type")).startsWith("text/html");
  }

  @Test
  void methodThatAPageLacks_isAPageWithAllow() {
    for (String page : List.of("/oauth2/authorize", "/oauth2/logged-out")) {
      WireAnswer answer = new WireRequest("PUT", page).send();

      assertThat(answer.status()).as(page).isEqualTo(405);
      assertThat(answer.header("Content-Type")).startsWith("text/html");
      assertThat(answer.header("Allow")).contains("GET").doesNotContain("PUT");
    }
  }

  @Test
  void bodyThatIsTooLarge_is413_inTheWordsOfItsDoor() {
    byte[] large = new byte[1100 * 1024];
    WireAnswer oauth = requests.get("token").withBody(large).send();
    assertThat(oauth.status()).isEqualTo(413);
    assertThat(oauth.json().path("error").asText()).isEqualTo("invalid_request");

    WireAnswer api = requests.get("handOut").withBody(large).send();
    assertThat(api.status()).isEqualTo(413);
    assertThat(api.header("Content-Type")).isEqualTo("application/problem+json");
  }

  /** It says no length, so it is known only while it is read. */
  @Test
  void bodyInChunksThatIsTooLarge_is413() {
    String chunk = "100000\r\n" + " ".repeat(0x100000) + "\r\n";
    String one = "64\r\n" + " ".repeat(100) + "\r\n0\r\n\r\n";
    try (CapturedLog log = CapturedLog.start()) {
      WireAnswer api =
          requests
              .get("handOut")
              .without("Content-Length")
              .with("Transfer-Encoding", "chunked")
              .withBody(chunk + one)
              .send();
      assertThat(api.status()).isEqualTo(413);
      assertThat(log.text()).doesNotContain("Unexpected failure");
    }
  }
}
