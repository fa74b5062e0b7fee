package dev.hushkey.oauth.authorize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.oauth.request.RequestParameters;
import dev.hushkey.oauth.request.ResourceIndicators;
import dev.hushkey.wire.Issuer;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AuthorizationRequestsTest {

  private static final String ISSUER = "https://link.example";
  private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  private static final String DETAILS = "authorization_details";
  private static final String ANY_VIEW = "[{\"type\":\"hushkey_device\",\"actions\":[\"view\"]}]";

  private final AuthorizationRequests requests =
      new AuthorizationRequests(
          TestAssistants.both(),
          new AuthorizationResponses(new Issuer(ISSUER)),
          new ResourceIndicators(new Issuer(ISSUER)));

  @Test
  void request_withAllParameters_isValidAndComesBackTheSame() {
    AuthorizationRequest request = valid(good());

    assertThat(request.toParameters())
        .containsEntry("client_id", TestAssistants.CLIENT_ID)
        .containsEntry("redirect_uri", TestAssistants.REDIRECT_URI)
        .containsEntry("state", "a b&c=%25")
        .containsEntry("scope", "devices")
        .containsEntry("code_challenge", CHALLENGE);
    assertThat(valid(parse(request.toQuery()))).isEqualTo(request);
  }

  @Test
  void request_withoutScope_getsTheDefault() {
    assertThat(valid(without(good(), "scope")).scope()).isEqualTo("devices events");
  }

  @Test
  void request_withDetails_boundsWhatMayBeTicked_andComesBackTheSame() {
    AuthorizationRequest request = valid(with(good(), DETAILS, ANY_VIEW));

    assertThat(request.actionsOn(new DeviceId("door"))).containsExactly(Action.VIEW);
    assertThat(request.toParameters()).containsEntry(DETAILS, ANY_VIEW);
    assertThat(valid(parse(request.toQuery()))).isEqualTo(request);
    assertThat(valid(good()).actionsOn(new DeviceId("door"))).containsExactly(Action.values());
  }

  @Test
  void request_forUsAsItsResource_isValid_alsoTwice() {
    Map<String, List<String>> parameters = with(good(), "resource", ISSUER);
    parameters.put("resource", List.of(ISSUER, ISSUER));
    assertThat(valid(parameters)).isEqualTo(valid(good()));
  }

  @Test
  void request_withUnknownParameter_isValid() {
    assertThat(valid(with(good(), "user_locale", "de-DE")).toQuery()).doesNotContain("locale");
  }

  @Test
  void request_withEmptyState_isWithoutState() {
    assertThat(valid(with(good(), "state", "")).state()).isEmpty();
  }

  static Stream<Arguments> untrusted() {
    return Stream.of(
        arguments("no client", without(good(), "client_id")),
        arguments("unknown client", with(good(), "client_id", "nobody")),
        arguments("client twice", twice(good(), "client_id")),
        arguments("no redirect_uri", without(good(), "redirect_uri")),
        arguments("redirect_uri twice", twice(good(), "redirect_uri")),
        arguments("other host", with(good(), "redirect_uri", "https://evil.example/callback")),
        arguments("longer path", uri("https://assistant.example/callback/x?vendor=1")),
        arguments("other query", uri("https://assistant.example/callback?vendor=2")),
        arguments("more query", uri(TestAssistants.REDIRECT_URI + "&x=1")),
        arguments("no query", uri("https://assistant.example/callback")),
        arguments("other case", uri("https://ASSISTANT.example/callback?vendor=1")),
        arguments("default port", uri("https://assistant.example:443/callback?vendor=1")),
        arguments("fragment", uri(TestAssistants.REDIRECT_URI + "#x")),
        arguments("user info", uri("https://assistant.example@evil.example/callback?vendor=1")),
        arguments("dots", uri("https://assistant.example/x/../callback?vendor=1")),
        arguments("scheme", uri("javascript:alert(1)")),
        arguments("other port of this machine", uri("http://127.0.0.1:8706/callback")),
        arguments("too long", uri(TestAssistants.REDIRECT_URI + "x".repeat(5000))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("untrusted")
  void request_withoutKnownReturnAddress_isToldToThePerson(
      String name, Map<String, List<String>> parameters) {
    assertThat(requests.read(new RequestParameters(parameters)))
        .as(name)
        .isInstanceOf(AuthorizationReading.ErrorPage.class);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments("invalid_request", without(good(), "response_type")),
        arguments("invalid_request", twice(good(), "response_type")),
        arguments("unsupported_response_type", with(good(), "response_type", "token")),
        arguments("unsupported_response_type", with(good(), "response_type", "code id_token")),
        arguments("invalid_scope", with(good(), "scope", "devices admin")),
        arguments("invalid_request", twice(good(), "scope")),
        arguments("invalid_request", with(good(), "scope", "x".repeat(5000))),
        arguments("invalid_request", with(good(), "code_challenge_method", "plain")),
        arguments("invalid_request", with(good(), "code_challenge_method", "s256")),
        arguments("invalid_request", without(good(), "code_challenge_method")),
        arguments("invalid_request", without(good(), "code_challenge")),
        arguments("invalid_request", with(good(), "code_challenge", "short")),
        arguments("invalid_request", twice(good(), "code_challenge")),
        arguments("invalid_target", with(good(), "resource", "https://elsewhere.example")),
        arguments("invalid_target", with(good(), "resource", ISSUER + "#fragment")),
        arguments("invalid_request", with(good(), "resource", "x".repeat(600))),
        arguments("invalid_authorization_details", with(good(), DETAILS, "[]")),
        arguments("invalid_request", twice(with(good(), DETAILS, ANY_VIEW), DETAILS)),
        arguments("request_not_supported", with(good(), "request", "eyJ9.e30.")),
        arguments("request_uri_not_supported", with(good(), "request_uri", "https://a.test/r")));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("wrong")
  void request_thatIsWrong_isToldToTheAssistantWithStateAndIssuer(
      String error, Map<String, List<String>> parameters) {
    URI location = told(parameters);

    assertThat(location.toString()).startsWith(TestAssistants.REDIRECT_URI + "&");
    assertThat(single(location))
        .containsEntry("error", error)
        .containsEntry("state", "a b&c=%25")
        .containsEntry("iss", ISSUER)
        .doesNotContainKey("code");
  }

  @Test
  void state_repeated_isAnErrorWithoutState() {
    assertThat(single(told(twice(good(), "state"))))
        .containsEntry("error", "invalid_request")
        .doesNotContainKey("state");
  }

  @Test
  void state_longOrWithControlCharacters_isAnError() {
    assertThat(single(told(with(good(), "state", "x".repeat(1537)))))
        .containsEntry("error", "invalid_request");
    assertThat(single(told(with(good(), "state", "a\u0000b"))))
        .containsEntry("error", "invalid_request");
    assertThat(single(told(with(good(), "state", "a\r\nb"))))
        .containsEntry("error", "invalid_request");
  }

  @Test
  void assistant_thatNeedsPkce_isRefusedWithoutChallenge() {
    Map<String, List<String>> plain =
        without(without(good(), "code_challenge"), "code_challenge_method");

    assertThat(valid(plain).codeChallenge()).isEmpty();
    assertThat(single(told(with(plain, "client_id", "strict-client"))))
        .containsEntry("error", "invalid_request");
  }

  private AuthorizationRequest valid(Map<String, List<String>> parameters) {
    AuthorizationReading reading = requests.read(new RequestParameters(parameters));
    assertThat(reading).isInstanceOf(AuthorizationReading.Valid.class);
    return ((AuthorizationReading.Valid) reading).request();
  }

  private URI told(Map<String, List<String>> parameters) {
    AuthorizationReading reading = requests.read(new RequestParameters(parameters));
    assertThat(reading).isInstanceOf(AuthorizationReading.ErrorRedirect.class);
    return ((AuthorizationReading.ErrorRedirect) reading).location();
  }

  private static Map<String, List<String>> good() {
    Map<String, List<String>> parameters = new HashMap<>();
    parameters.put("response_type", List.of("code"));
    parameters.put("client_id", List.of(TestAssistants.CLIENT_ID));
    parameters.put("redirect_uri", List.of(TestAssistants.REDIRECT_URI));
    parameters.put("scope", List.of("devices"));
    parameters.put("state", List.of("a b&c=%25"));
    parameters.put("code_challenge", List.of(CHALLENGE));
    parameters.put("code_challenge_method", List.of("S256"));
    return parameters;
  }

  private static Map<String, List<String>> uri(String redirectUri) {
    return with(good(), "redirect_uri", redirectUri);
  }

  private static Map<String, List<String>> with(
      Map<String, List<String>> parameters, String name, String value) {
    Map<String, List<String>> copy = new HashMap<>(parameters);
    copy.put(name, List.of(value));
    return copy;
  }

  private static Map<String, List<String>> without(
      Map<String, List<String>> parameters, String name) {
    Map<String, List<String>> copy = new HashMap<>(parameters);
    copy.remove(name);
    return copy;
  }

  private static Map<String, List<String>> twice(
      Map<String, List<String>> parameters, String name) {
    Map<String, List<String>> copy = new HashMap<>(parameters);
    String value = copy.get(name).getFirst();
    copy.put(name, List.of(value, value));
    return copy;
  }

  private static Map<String, List<String>> parse(String query) {
    return Arrays.stream(query.split("&"))
        .map(pair -> pair.split("=", 2))
        .collect(
            Collectors.groupingBy(
                pair -> decode(pair[0]),
                Collectors.mapping(pair -> decode(pair[1]), Collectors.toList())));
  }

  private static Map<String, String> single(URI location) {
    return parse(location.getRawQuery()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().getFirst()));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
