package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.testing.LinkedCamera;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Forms as no library sends them, at every door that reads one. */
@OnStack
class OddFormsIT {

  private static final List<String> DOORS =
      List.of("/oauth2/token", "/oauth2/par", "/oauth2/revoke", "/oauth2/introspect");

  private final Linking linking = new Linking(TestStack.current());

  private static WireRequest form(String door, String body) {
    return new WireRequest("POST", door)
        .with("Content-Type", DocumentedRequests.FORM)
        .withBody(body);
  }

  private static WireRequest ofClient(String door, String body) {
    return form(door, body).with("Authorization", DocumentedRequests.basic());
  }

  @Test
  void formThatCannotBeDecoded_isAnInvalidRequest_alsoOfSomebodyUnknown() {
    for (String door : DOORS) {
      for (String body : List.of("x=%zz", "=", "&=&", "token=%", "a=%e", "%zz=1")) {
        WireAnswer answer = form(door, body).send();

        assertThat(answer.status()).as("%s %s", door, body).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo("invalid_request");
      }
    }
  }

  @Test
  void compressedForm_isAnInvalidRequest() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write("token=x".getBytes(StandardCharsets.UTF_8));
    }
    for (String door : DOORS) {
      WireAnswer named =
          ofClient(door, "")
              .with("Content-Encoding", "gzip")
              .withBody(compressed.toByteArray())
              .send();
      assertThat(named.status()).as(door).isEqualTo(400);
      assertThat(named.json().path("error").asText()).isEqualTo("invalid_request");

      WireAnswer unnamed = ofClient(door, "").withBody(compressed.toByteArray()).send();
      assertThat(unnamed.status()).as(door).isEqualTo(400);
    }
  }

  @Test
  void charsetOfAForm_isIgnored_whateverItSays() {
    String token = LinkedCamera.ofBob().accessToken();
    for (String charset :
        List.of("'utf-8'", "utf-8", "nope", "utf-16", "\"\"", "", "iso-8859-1", "a b")) {
      WireAnswer answer =
          ofClient("/oauth2/introspect", "token=" + token)
              .replacing("Content-Type", DocumentedRequests.FORM + ";charset=" + charset)
              .send();

      assertThat(answer.status()).as(charset).isIn(200, 400, 415);
      if (answer.status() == 200) {
        assertThat(answer.json().path("active").asBoolean()).as(charset).isTrue();
      }
    }
  }

  @Test
  void formOfAnotherType_isRefusedWithAnError() {
    for (String door : DOORS) {
      for (String type : List.of("multipart/form-data; boundary=x", "application/json", "foo/")) {
        WireAnswer answer = ofClient(door, "token=x").replacing("Content-Type", type).send();

        assertThat(answer.status()).as("%s %s", door, type).isIn(400, 415);
        assertThat(answer.json().path("error").asText()).isEqualTo("invalid_request");
      }
    }
  }

  @Test
  void formOfAPage_thatCannotBeDecoded_isAPage() {
    PlainBrowser browser = new PlainBrowser(linking.issuer() + "/nowhere");
    URI account = URI.create(linking.issuer() + "/account/assistants");
    linking.logIn(browser, browser.open(account), "alice");
    String session = "q_session_login=" + browser.cookie(account, "q_session_login").orElseThrow();
    String query = linking.attempt().address().getRawQuery();
    for (String page : List.of("/account/assistants", "/account/consent?" + query)) {
      for (String body : List.of("x=%zz", "=", "csrf=%00&decision=approve", "a&&=%")) {
        WireAnswer answer = form(page, body).with("Cookie", session).send();

        assertThat(answer.status()).as("%s %s", page, body).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
      }
      for (String type : List.of("multipart/form-data; boundary=x", "application/json", "x")) {
        WireAnswer answer =
            form(page, "x").replacing("Content-Type", type).with("Cookie", session).send();

        assertThat(answer.status()).as("%s %s", page, type).isIn(400, 415);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
      }
    }
  }

  @Test
  void parameterWithoutAValue_countsAsAbsent() {
    LinkedCamera camera = LinkedCamera.ofBob();
    String good = "grant_type=refresh_token&refresh_token=" + camera.refreshToken();
    for (String empty :
        List.of(
            "client_secret", "client_id", "scope", "resource", "authorization_details", "code")) {
      WireAnswer answer = ofClient("/oauth2/token", good + "&" + empty + "=").send();

      assertThat(answer.status()).as("%s: %s", empty, answer).isEqualTo(200);
    }
    String pushed =
        PlainBrowser.encode(List.copyOf(Linking.query(linking.attempt().address()).entrySet()));
    for (String empty :
        List.of("request", "request_uri", "client_secret", "scope", "response_mode", "resource")) {
      assertThat(ofClient("/oauth2/par", withEmpty(pushed, empty)).send().status())
          .as(empty)
          .isEqualTo(201);
    }
    String address = linking.attempt().address().getRawPath();
    String query = linking.attempt().address().getRawQuery();
    for (String empty : List.of("request", "request_uri", "response_mode", "scope")) {
      WireAnswer answer = new WireRequest("GET", address + "?" + withEmpty(query, empty)).send();

      assertThat(answer.header("Location")).as(empty).contains("/account/consent?");
    }
  }

  private static String withEmpty(String form, String name) {
    return form.contains(name + "=") ? form : form + "&" + name + "=";
  }

  @Test
  void responseMode_thatWeDoNotHave_isAnInvalidRequest() {
    String query = linking.attempt(Map.of("response_mode", "form_post")).address().getRawQuery();

    assertThat(new WireRequest("GET", "/oauth2/authorize?" + query).send().header("Location"))
        .contains("error=invalid_request");
    WireAnswer pushed = ofClient("/oauth2/par", query).send();
    assertThat(pushed.status()).isEqualTo(400);
    assertThat(pushed.json().path("error").asText()).isEqualTo("invalid_request");
  }

  @Test
  void tokenOrCodeThatIsLongerThanAnyOfOurs_isUnknown() {
    for (String token : List.of("x".repeat(9000), "a.b.".repeat(2500), ".".repeat(9000))) {
      assertThat(ofClient("/oauth2/revoke", "token=" + token).send().status()).isEqualTo(200);
      WireAnswer introspection = ofClient("/oauth2/introspect", "token=" + token).send();
      assertThat(introspection.body()).isEqualTo("{\"active\":false}");
      assertThat(grant("authorization_code&redirect_uri=https://x.example&code=" + token))
          .isEqualTo("invalid_grant");
      assertThat(grant("refresh_token&refresh_token=" + token)).isEqualTo("invalid_grant");
    }
  }

  private static String grant(String form) {
    WireAnswer answer = ofClient("/oauth2/token", "grant_type=" + form).send();
    assertThat(answer.status()).isEqualTo(400);
    return answer.json().path("error").asText();
  }

  @Test
  void wrongSecret_isAnswered401_withAChallenge() {
    String guess = "client_id=" + StackAssistant.ALEXA.clientId() + "&client_secret=guess&token=x";
    for (String door : DOORS) {
      WireAnswer answer = form(door, guess).send();

      assertThat(answer.status()).as(door).isEqualTo(401);
      assertThat(answer.json().path("error").asText()).isEqualTo("invalid_client");
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Basic realm=\"hushkey\"");
    }
  }
}
