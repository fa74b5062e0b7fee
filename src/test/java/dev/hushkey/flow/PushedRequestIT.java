package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.PushedAuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationResponse;
import com.nimbusds.oauth2.sdk.PushedAuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.rar.AuthorizationDetail;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.Linking.Answer;
import dev.hushkey.stack.fixture.Linking.Attempt;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.fixture.PlainBrowser.Page;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pushed authorization requests, RFC 9126, as an assistant's cloud and a browser meet them. */
@OnStack
class PushedRequestIT {

  private static final String PAR = "/oauth2/par";

  private final Linking linking = new Linking(TestStack.current());
  private final PlainBrowser browser = linking.browser();
  private DeviceId door;

  @BeforeEach
  void giveAliceACamera() {
    Database.removeCameras(People.ALICE);
    door = Database.camera(People.ALICE, "Front door", "Porch");
  }

  @Test
  void pushedRequest_leadsThroughLogInToTokens_withNothingOfItInTheAddress() {
    Attempt attempt = linking.attempt();
    Answer pushed = linking.post(PAR, parameters(attempt));

    assertThat(pushed.status()).isEqualTo(201);
    assertThat(pushed.body().size()).isEqualTo(2);
    assertThat(pushed.body().path("expires_in").asLong()).isEqualTo(90);
    assertThat(pushed.headers().get("cache-control")).containsExactly("no-store");
    Page consent = logIn(address(pushed));
    assertThat(Linking.query(consent.address()))
        .containsKeys("client_id", "request_uri")
        .doesNotContainKeys("state", "redirect_uri", "scope", "code_challenge");

    Linking.Approval approval = approve(attempt, consent);
    assertThat(linking.exchange(approval).status()).isEqualTo(200);
  }

  @Test
  void clientOfAnotherHouse_pushesARichRequestByItsOwnMeans() throws Exception {
    AuthorizationRequest request =
        new AuthorizationRequest.Builder(ResponseType.CODE, new ClientID(Linking.CLIENT_ID))
            .redirectionURI(URI.create(linking.redirectUri()))
            .state(new State("its-own"))
            .codeChallenge(new CodeVerifier(), CodeChallengeMethod.S256)
            .authorizationDetails(
                AuthorizationDetail.parseList(
                    "[{\"type\":\"hushkey_device\",\"actions\":[\"view\"]}]"))
            .build();
    PushedAuthorizationSuccessResponse pushed =
        PushedAuthorizationResponse.parse(
                new PushedAuthorizationRequest(
                        URI.create(linking.issuer() + PAR),
                        new ClientSecretBasic(
                            new ClientID(Linking.CLIENT_ID),
                            new Secret(TestStack.current().alexaClientSecret())),
                        request)
                    .toHTTPRequest()
                    .send())
            .toSuccessResponse();
    URI address =
        new AuthorizationRequest.Builder(pushed.getRequestURI(), new ClientID(Linking.CLIENT_ID))
            .endpointURI(URI.create(linking.issuer() + "/oauth2/authorize"))
            .build()
            .toURI();

    Page consent = logIn(address);
    assertThat(consent.document().select("input[name=grant]").eachAttr("value"))
        .containsExactly(door + "/view");
    URI back =
        linking.decide(browser, consent, "approve", view()).requireStoppedAt(linking.redirectUri());
    assertThat(AuthorizationResponse.parse(back).toSuccessResponse().getState())
        .isEqualTo(request.getState());
  }

  @ParameterizedTest
  @ValueSource(strings = {"everything", "assistant"})
  void requestPushedBeforeACutOff_standsForNothing(String scope) {
    Attempt attempt = linking.attempt();
    Answer unopened = linking.post(PAR, parameters(attempt));
    Answer opened = linking.post(PAR, parameters(attempt));
    Page consent = logIn(address(opened));

    Api.revoke(Map.of(scope, scope.equals("everything") ? true : "alexa")).then().statusCode(200);

    assertThat(browser.open(address(unopened)).status()).isEqualTo(400);
    assertThat(linking.decide(browser, consent, "approve", view()).status()).isEqualTo(400);
    assertThat(browser.open(address(linking.post(PAR, parameters(attempt)))).status())
        .isEqualTo(200);
  }

  /** What a repeat of the same answer gets is in {@link RepeatedDecisionIT}. */
  @Test
  void requestUri_onceItsCodeIsRedeemed_standsForNothing() {
    Attempt attempt = linking.attempt();
    Answer pushed = linking.post(PAR, parameters(attempt));
    Page consent = logIn(address(pushed));
    linking.exchange(approve(attempt, consent)).tokens();

    assertThat(browser.open(address(pushed)).status()).isEqualTo(400);
    assertThat(linking.decide(browser, consent, "approve", view()).status()).isEqualTo(400);
  }

  @Test
  void requestUri_onceTheUserSaidNo_standsForNothing() {
    Answer pushed = linking.post(PAR, parameters(linking.attempt()));
    Page consent = logIn(address(pushed));
    URI back =
        linking
            .decide(browser, consent, "cancel", Map.of())
            .requireStoppedAt(linking.redirectUri());

    assertThat(Linking.query(back)).containsEntry("error", "access_denied");
    assertThat(browser.open(address(pushed)).status()).isEqualTo(400);
  }

  @Test
  void requestUri_expired_isAPageAndNoRedirect() {
    Answer pushed = linking.post(PAR, parameters(linking.attempt()));
    expire(pushed);

    assertThat(browser.open(address(pushed)).status()).isEqualTo(400);
  }

  @Test
  void requestUri_openedInTime_livesThroughALongLogIn() {
    Attempt attempt = linking.attempt();
    Answer pushed = linking.post(PAR, parameters(attempt));
    Page logIn = browser.open(address(pushed));

    assertThat(
            Database.text(
                """
                select expires_at > clock_timestamp() + interval '20 minutes'
                  from pushed_request where request_hash = ?
                """,
                hash(pushed)))
        .isEqualTo("t");
    approve(attempt, linking.logIn(browser, logIn, "alice"));
  }

  @Test
  void consentPage_ofARequestThatWasNeverOpenedOrRanOut_isAPage() {
    Answer pushed = linking.post(PAR, parameters(linking.attempt()));
    Page consent = logIn(address(pushed));
    expire(pushed);

    assertThat(linking.decide(browser, consent, "approve", view()).status()).isEqualTo(400);
    assertThat(browser.open(consent.address()).status()).isEqualTo(400);
  }

  @Test
  void requestUri_withAnotherClientOrMadeUp_isAPageAndNoRedirect() {
    Answer pushed = linking.post(PAR, parameters(linking.attempt()));
    Database.update(
        "update pushed_request set assistant = 'google' where request_hash = ?", hash(pushed));

    assertThat(browser.open(address(pushed)).status()).isEqualTo(400);
    assertThat(
            browser.open(address("urn:ietf:params:oauth:request_uri:" + "x".repeat(43))).status())
        .isEqualTo(400);
  }

  @Test
  void parametersBesideARequestUri_changeNothing() {
    Attempt attempt = linking.attempt();
    Answer pushed = linking.post(PAR, parameters(attempt));
    URI altered = URI.create(address(pushed) + "&state=evil&redirect_uri=https%3A%2F%2Fevil.test");

    approve(attempt, logIn(altered));
  }

  @ParameterizedTest
  @CsvSource({
    "scope, everything, invalid_scope",
    "response_type, token, unsupported_response_type",
    "redirect_uri, https://evil.test/, invalid_request",
    "client_id, nobody, invalid_request",
    "request_uri, urn:ietf:params:oauth:request_uri:x, invalid_request",
    "request, eyJ9.e30., request_not_supported",
    "resource, https://elsewhere.test, invalid_target",
    "authorization_details, '[{\"type\":\"payment\"}]', invalid_authorization_details",
    "code_challenge_method, plain, invalid_request",
  })
  void wrongRequest_isToldAtOnce(String name, String value, String error) {
    Map<String, String> form = parameters(linking.attempt());
    form.put(name, value);
    Answer answer = linking.post(PAR, form);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error()).isEqualTo(error);
  }

  @Test
  void stranger_pushesNothing() {
    Answer answer = linking.post(PAR, parameters(linking.attempt()), Map.of());

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.error()).isEqualTo("invalid_client");
  }

  @Test
  void clientSecretInTheBody_authenticatesAndIsNotKept() {
    Map<String, String> form = parameters(linking.attempt());
    form.put("client_secret", TestStack.current().alexaClientSecret());
    Answer pushed = linking.post(PAR, form, Map.of());

    assertThat(pushed.status()).isEqualTo(201);
    assertThat(
            Database.text(
                "select parameters from pushed_request where request_hash = ?", hash(pushed)))
        .contains("code_challenge=")
        .doesNotContain(form.get("client_secret"))
        .doesNotContain("client_secret");
  }

  @Test
  void requestUriOfSomebodyElse_isNotSupported() {
    URI address =
        URI.create(linking.attempt().address() + "&request_uri=https%3A%2F%2Fa.test%2Fr.jwt");
    URI back = browser.open(address).requireStoppedAt(linking.redirectUri());

    assertThat(Linking.query(back)).containsEntry("error", "request_uri_not_supported");
  }

  private Map<DeviceId, Set<Action>> view() {
    return Map.of(door, Set.of(Action.VIEW));
  }

  private Page logIn(URI address) {
    return linking.logIn(browser, browser.open(address), "alice");
  }

  private Linking.Approval approve(Attempt attempt, Page consent) {
    URI back =
        linking.decide(browser, consent, "approve", view()).requireStoppedAt(attempt.redirectUri());
    assertThat(Linking.query(back)).containsEntry("state", attempt.state()).containsKey("code");
    return new Linking.Approval(attempt, Linking.query(back).get("code"));
  }

  private static Map<String, String> parameters(Attempt attempt) {
    return new HashMap<>(Linking.query(attempt.address()));
  }

  private URI address(Answer pushed) {
    return address(pushed.body().path("request_uri").asText());
  }

  private URI address(String requestUri) {
    return URI.create(
        linking.issuer()
            + "/oauth2/authorize?client_id="
            + Linking.CLIENT_ID
            + "&request_uri="
            + URLEncoder.encode(requestUri, StandardCharsets.UTF_8));
  }

  private static byte[] hash(Answer pushed) {
    return TokenHash.of(SecretText.of(pushed.body().path("request_uri").asText())).toBytes();
  }

  private static void expire(Answer pushed) {
    Database.update(
        "update pushed_request set expires_at = clock_timestamp() where request_hash = ?",
        hash(pushed));
  }
}
