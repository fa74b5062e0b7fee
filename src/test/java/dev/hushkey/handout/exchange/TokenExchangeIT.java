package dev.hushkey.handout.exchange;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.rar.AuthorizationDetail;
import com.nimbusds.oauth2.sdk.token.TokenTypeURI;
import com.nimbusds.oauth2.sdk.token.TypelessAccessToken;
import com.nimbusds.oauth2.sdk.tokenexchange.TokenExchangeGrant;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.DpopKey;
import dev.hushkey.testing.LinkedCamera;
import io.restassured.response.Response;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Token exchange, RFC 8693, as the skill sends it and the camera backend takes what comes of it.
 */
@OnStack
class TokenExchangeIT {

  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";

  private static Map<String, String> form(LinkedCamera camera, Action action) {
    return form(camera.accessToken(), camera.device(), action);
  }

  private static Map<String, String> form(String subject, DeviceId device, Action action) {
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    form.put("subject_token", subject);
    form.put("subject_token_type", ACCESS_TOKEN);
    form.put("actor_token", TestStack.current().keycloak().serviceToken("alexa-skill"));
    form.put("actor_token_type", ACCESS_TOKEN);
    form.put("audience", LocalStack.CAMERA_BACKEND);
    form.put(
        "authorization_details",
        "[{\"type\":\"hushkey_device\",\"identifier\":\"%s\",\"actions\":[\"%s\"]}]"
            .formatted(device, action.wireName()));
    return form;
  }

  private static Response exchange(Map<String, String> form) {
    return given().formParams(form).post("/oauth2/token");
  }

  private static void assertError(Response answer, String error, String description) {
    answer.then().statusCode(400).header("Cache-Control", "no-store");
    assertThat(answer.<String>path("error")).isEqualTo(error);
    assertThat(answer.<String>path("error_description")).contains(description);
  }

  /** As the camera backend does it: our keys, our name, its own name. */
  private static JwtClaims verify(String token, String audience) throws Exception {
    return new JwtConsumerBuilder()
        .setVerificationKeyResolver(
            new JwksVerificationKeyResolver(
                new JsonWebKeySet(given().get("/oauth2/jwks/exchanged-tokens").asString())
                    .getJsonWebKeys()))
        .setExpectedIssuer(new Linking(TestStack.current()).issuer())
        .setExpectedAudience(audience)
        .setExpectedType(true, "at+jwt")
        .setRequireExpirationTime()
        .build()
        .processToClaims(token);
  }

  @Test
  void tokenOfTheAssistant_becomesOneForTheCameraBackend_forOneDeviceAndAction() throws Exception {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Response answer = exchange(form(camera, Action.VIEW));

    answer.then().statusCode(200).header("Cache-Control", "no-store");
    assertThat(answer.<String>path("issued_token_type")).isEqualTo(ACCESS_TOKEN);
    assertThat(answer.<String>path("token_type")).isEqualTo("Bearer");
    assertThat(answer.<Integer>path("expires_in")).isEqualTo(60);
    assertThat(answer.<Object>path("refresh_token")).isNull();
    JwtClaims claims = verify(answer.path("access_token"), LocalStack.CAMERA_BACKEND);
    assertThat(claims.getSubject()).isEqualTo(People.ALICE);
    assertThat(claims.getStringClaimValue("client_id")).isEqualTo(Linking.CLIENT_ID);
    assertThat(claims.getClaimValue("act")).isEqualTo(Map.of("sub", "alexa-skill"));
    assertThat(claims.getClaimValue("authorization_details"))
        .isEqualTo(
            List.of(
                Map.of(
                    "type",
                    "hushkey_device",
                    "identifier",
                    camera.device().value(),
                    "actions",
                    List.of("view"))));
    assertThat(claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue())
        .isEqualTo(60);
    assertThat(camera.recorded("token-exchange", "allowed")).isEqualTo(1);
    assertThat(
            Database.text(
                "select detail from audit_event where kind = 'token-exchange' and link_id = ?",
                camera.link()))
        .isEqualTo("token %s; for access token %s".formatted(claims.getJwtId(), camera.tokenId()));
  }

  /** With its own JWKS, the camera backend cannot take one kind for the other. */
  @Test
  void keys_ofTheTwoKindsOfTokens_verifyOnlyTheirOwn() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    String exchanged = exchange(form(camera, Action.VIEW)).path("access_token");

    List<String> forAssistants = given().get("/oauth2/jwks").path("keys.kid");
    Response forBackend = given().get("/oauth2/jwks/exchanged-tokens");
    List<String> kids = forBackend.path("keys.kid");
    assertThat(kids).isNotEmpty().doesNotContainAnyElementsOf(forAssistants);
    assertThat(kid(exchanged)).isIn(kids);
    assertThat(kid(camera.accessToken())).isIn(forAssistants);
    forBackend.then().header("Cache-Control", "public, max-age=60");
    given().get("/oauth2/jwks").then().header("Cache-Control", "public, max-age=300");
  }

  @Test
  void leakedKey_withdrawn_isGoneFromTheJwks_andTheNextTokenHasAnother() throws Exception {
    LinkedCamera camera = LinkedCamera.ofAlice();
    String leaked = kid(exchange(form(camera, Action.VIEW)).path("access_token"));

    Api.admin()
        .body(Map.of("kid", leaked, "reason", "a test"))
        .post("/v1/signing-keys/withdrawals")
        .then()
        .statusCode(200);

    assertThat(given().get("/oauth2/jwks/exchanged-tokens").<List<String>>path("keys.kid"))
        .doesNotContain(leaked);
    String next = exchange(form(camera, Action.VIEW)).path("access_token");
    assertThat(kid(next)).isNotEqualTo(leaked);
    assertThat(verify(next, LocalStack.CAMERA_BACKEND).getSubject()).isEqualTo(People.ALICE);
  }

  private static String kid(String jwt) {
    return new JsonObject(
            new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[0]), StandardCharsets.UTF_8))
        .getString("kid");
  }

  @Test
  void opaqueToken_isExchangedToo_andOnlyForWhatTheUserAllowed() throws Exception {
    DeviceId camera = Api.newCamera(People.ALICE);
    String opaque =
        new Linking(TestStack.current())
            .as(StackAssistant.GOOGLE)
            .link("alice", Map.of(camera, Set.of(Action.VIEW)))
            .accessToken();
    assertThat(opaque).doesNotContain(".");

    JwtClaims claims =
        verify(
            exchange(form(opaque, camera, Action.VIEW)).path("access_token"),
            LocalStack.CAMERA_BACKEND);

    assertThat(claims.getSubject()).isEqualTo(People.ALICE);
    assertError(
        exchange(form(opaque, camera, Action.CONTROL)), "access_denied", "action-not-granted");
  }

  @Test
  void clientOfAnotherHouse_exchangesATokenByItsOwnMeans() throws Exception {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Map<String, String> form = form(camera, Action.EVENTS);
    TokenRequest request =
        new TokenRequest.Builder(
                URI.create(new Linking(TestStack.current()).issuer() + "/oauth2/token"),
                new TokenExchangeGrant(
                    new TypelessAccessToken(form.get("subject_token")),
                    TokenTypeURI.ACCESS_TOKEN,
                    new TypelessAccessToken(form.get("actor_token")),
                    TokenTypeURI.ACCESS_TOKEN,
                    TokenTypeURI.ACCESS_TOKEN,
                    Audience.create(LocalStack.CAMERA_BACKEND)))
            .resource(URI.create(LocalStack.CAMERA_BACKEND))
            .authorizationDetails(AuthorizationDetail.parseList(form.get("authorization_details")))
            .build();

    AccessTokenResponse answer =
        TokenResponse.parse(request.toHTTPRequest().send()).toSuccessResponse();
    JwtClaims claims =
        verify(answer.getTokens().getAccessToken().getValue(), LocalStack.CAMERA_BACKEND);
    assertThat(claims.getSubject()).isEqualTo(People.ALICE);
    assertThat(answer.getTokens().getAccessToken().getAuthorizationDetails())
        .isEqualTo(request.getAuthorizationDetails());
  }

  @Test
  void exchangedToken_opensNothingOfOurs() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    String token = exchange(form(camera, Action.VIEW)).path("access_token");

    assertThat(Api.check(token, camera.device(), Action.VIEW).<String>path("reason"))
        .isEqualTo("token-not-live");
    assertThat(given().auth().oauth2(token).get("/v1/links").statusCode()).isEqualTo(401);
    Map<String, String> again = form(camera, Action.VIEW);
    again.put("subject_token", token);
    assertError(exchange(again), "invalid_request", "token-not-live");
  }

  @Test
  void whatTheUserDidNotAllow_isDenied_andTheDenialIsOnRecord() {
    LinkedCamera camera = LinkedCamera.ofAlice();

    assertError(exchange(form(camera, Action.CONTROL)), "access_denied", "action-not-granted");
    assertThat(camera.recorded("token-exchange", "refused")).isEqualTo(1);
  }

  @Test
  void cameraOfSomebodyElse_isDenied() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    DeviceId bobs = Api.newCamera(People.BOB);
    LinkedCamera mixed =
        new LinkedCamera(camera.owner(), bobs, camera.accessToken(), camera.link());

    assertError(exchange(form(mixed, Action.VIEW)), "access_denied", "not-the-owner");
  }

  @Test
  void transferredDevice_isDeniedAtOnce() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Api.own(camera.device(), People.BOB).then().statusCode(200);

    assertError(exchange(form(camera, Action.VIEW)), "access_denied", "not-the-owner");
  }

  @Test
  void tokenOfARevokedLink_isNamedAsSuch() {
    LinkedCamera camera = LinkedCamera.ofBob();
    Api.revoke(Map.of("link", camera.link().toString())).then().statusCode(200);

    assertError(exchange(form(camera, Action.VIEW)), "invalid_request", "link-revoked");
  }

  @Test
  void narrowedToken_isExchangedForNothingBeyond() {
    DeviceId door = Api.newCamera(People.CAROL);
    DeviceId garden = Api.newCamera(People.CAROL);
    Linking linking = new Linking(TestStack.current());
    String refreshToken =
        linking
            .link(
                "carol",
                Map.of(door, java.util.Set.of(Action.VIEW), garden, java.util.Set.of(Action.VIEW)))
            .refreshToken();
    String narrowed =
        linking
            .post(
                "/oauth2/token",
                Map.of(
                    "grant_type",
                    "refresh_token",
                    "refresh_token",
                    refreshToken,
                    "authorization_details",
                    "[{\"type\":\"hushkey_device\",\"identifier\":\"%s\",\"actions\":[\"view\"]}]"
                        .formatted(door)))
            .tokens()
            .accessToken();

    LinkedCamera own = new LinkedCamera(People.CAROL, door, narrowed, null);
    LinkedCamera other = new LinkedCamera(People.CAROL, garden, narrowed, null);
    exchange(form(own, Action.VIEW)).then().statusCode(200);
    assertError(exchange(form(other, Action.VIEW)), "access_denied", "device-not-granted");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "subject_token|-|invalid_request|subject_token",
        "subject_token|x|invalid_request|token-not-live",
        "subject_token_type|-|invalid_request|subject_token_type",
        "subject_token_type|urn:ietf:params:oauth:token-type:refresh_token|invalid_request|subject_token_type",
        "actor_token|-|invalid_request|actor_token",
        "actor_token|x|invalid_request|actor_token",
        "actor_token|a.b.c|invalid_request|actor_token",
        "actor_token_type|-|invalid_request|actor_token_type",
        "requested_token_type|urn:ietf:params:oauth:token-type:saml2|invalid_request|requested_token_type",
        "audience|https://elsewhere.test|invalid_target|resource",
        "resource|https://elsewhere.test|invalid_target|resource",
        "resource|https://cameras.example.com/#x|invalid_target|resource",
        "scope|devices|invalid_scope|scope",
        "authorization_details|-|invalid_request|authorization_details",
        "authorization_details|[]|invalid_authorization_details|array",
        "authorization_details|[{\"type\":\"hushkey_device\",\"actions\":[\"view\"]}]|invalid_authorization_details|identifier",
        "authorization_details|[{\"type\":\"hushkey_device\",\"identifier\":\"d\",\"actions\":[\"view\",\"events\"]}]|invalid_authorization_details|one action",
      })
  void wrongRequest_isRefused(String name, String value, String error, String description) {
    Map<String, String> form = form(aliceOnce(), Action.VIEW);
    form.remove(name);
    if (value != null) {
      form.put(name, value);
    }
    assertError(exchange(form), error, description);
  }

  private static LinkedCamera shared;

  private static synchronized LinkedCamera aliceOnce() {
    if (shared == null) {
      shared = LinkedCamera.ofAlice();
    }
    return shared;
  }

  @Test
  void resourceInsteadOfAudience_orNeither_isAccepted() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Map<String, String> form = form(camera, Action.EVENTS);
    form.remove("audience");
    exchange(form).then().statusCode(200);
    form.put("resource", LocalStack.CAMERA_BACKEND);
    form.put("requested_token_type", ACCESS_TOKEN);
    exchange(form).then().statusCode(200);
  }

  @Test
  void callerThatIsNoSkill_mayNotUseThisGrant() {
    Map<String, String> form = form(LinkedCamera.ofAlice(), Action.VIEW);
    form.put("actor_token", TestStack.current().keycloak().serviceToken("camera-backend"));

    assertError(exchange(form), "unauthorized_client", "grant type");
  }

  @Test
  void actorToken_boundToAKey_isRefused() {
    Map<String, String> form = form(LinkedCamera.ofAlice(), Action.VIEW);
    form.put("actor_token", new DpopKey().boundToken("camera-backend-dpop"));

    assertError(exchange(form), "invalid_request", "bound to a key");
  }

  @Test
  void assistantItself_cannotExchange() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Map<String, String> form = form(camera, Action.VIEW);

    Linking.Answer answer = new Linking(TestStack.current()).post("/oauth2/token", form);
    assertThat(answer.error()).isEqualTo("invalid_request");
    form.put("actor_token", camera.accessToken());
    assertError(exchange(form), "invalid_request", "actor_token");
  }
}
