package dev.hushkey.oauth.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.secret.SecretText;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAuthenticationTest {

  private static final String ENCODED = "alexa-client:old%3A%2B%25+secret";

  private final ClientAuthentication clients = new ClientAuthentication(TestAssistants.both());

  @Test
  void basic_formEncodedInside_authenticates() {
    assertThat(clients.authenticate(List.of(basic(ENCODED)), form()).id())
        .isEqualTo(TestAssistants.alexa().id());
  }

  @Test
  void basic_schemeInOtherCase_authenticates() {
    String header = basic(ENCODED).replace("Basic", "bAsIc");
    assertThat(clients.authenticate(List.of(header), form()).client().id())
        .isEqualTo(TestAssistants.CLIENT_ID);
  }

  @Test
  void basic_secondSecretDuringRotation_authenticates() {
    assertThat(
            clients.authenticate(List.of(basic("alexa-client:new-secret")), form()).client().id())
        .isEqualTo(TestAssistants.CLIENT_ID);
  }

  @Test
  void basic_withTheSameClientIdInTheBody_authenticates() {
    RequestParameters same = form("client_id", TestAssistants.CLIENT_ID);
    assertThat(clients.authenticate(List.of(basic(ENCODED)), same).client().id())
        .isEqualTo(TestAssistants.CLIENT_ID);
  }

  @Test
  void body_idAndSecret_authenticates() {
    RequestParameters body =
        form("client_id", TestAssistants.CLIENT_ID, "client_secret", "new-secret");
    assertThat(clients.authenticate(List.of(), body).client().id())
        .isEqualTo(TestAssistants.CLIENT_ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alexa-client:wrong",
        "alexa-client:",
        "alexa-client",
        ":new-secret",
        "nobody:new-secret",
        "alexa-client:new-secret:",
        "alexa-client:%zz",
        "ALEXA-CLIENT:new-secret"
      })
  void basic_withOtherCredentials_isRefused(String pair) {
    assertRefused(List.of(basic(pair)), form());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Basic !!!", "Basic", "Basic ", "Bearer new-secret", "Digest x", ""})
  void header_thatIsNotBasic_isRefused(String header) {
    assertRefused(List.of(header), form());
  }

  @Test
  void header_endless_isRefused() {
    assertRefused(List.of(basic("alexa-client:" + "x".repeat(1_000_000))), form());
  }

  @Test
  void nothing_isRefused() {
    assertRefused(List.of(), form());
    assertRefused(List.of(), form("client_id", TestAssistants.CLIENT_ID));
    assertRefused(List.of(), form("client_secret", "new-secret"));
  }

  @Test
  void bothWaysAtOnce_isMalformedEvenWhenEachIsRight() {
    RequestParameters body =
        form("client_id", TestAssistants.CLIENT_ID, "client_secret", "new-secret");
    assertMalformed(List.of(basic(ENCODED)), body);
  }

  @Test
  void basic_withAnotherClientIdInTheBody_isMalformed() {
    assertMalformed(List.of(basic(ENCODED)), form("client_id", "strict-client"));
  }

  @Test
  void header_repeated_isMalformed() {
    assertMalformed(List.of(basic(ENCODED), basic(ENCODED)), form());
  }

  @Test
  void parsed_secret_doesNotPrintItself() {
    assertThat(ClientAuthentication.parseBasic(basic(ENCODED)).toString())
        .doesNotContain("secret\"")
        .contains("[secret]");
    assertThat(ClientAuthentication.parseBasic(basic(ENCODED)).secret())
        .isEqualTo(SecretText.of("old:+% secret"));
  }

  private void assertRefused(List<String> headers, RequestParameters form) {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> clients.authenticate(headers, form))
        .satisfies(
            thrown -> assertThat(thrown.failure()).isEqualTo(new Failure.ClientNotAuthenticated()));
  }

  private void assertMalformed(List<String> headers, RequestParameters form) {
    assertThatExceptionOfType(FailureException.class)
        .isThrownBy(() -> clients.authenticate(headers, form))
        .satisfies(
            thrown -> assertThat(thrown.failure()).isInstanceOf(Failure.MalformedRequest.class));
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static RequestParameters form(String... namesAndValues) {
    MultivaluedHashMap<String, String> values = new MultivaluedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      values.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new RequestParameters(Map.copyOf(values));
  }
}
