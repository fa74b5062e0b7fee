package dev.hushkey.flow;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.Linking.Answer;
import dev.hushkey.stack.fixture.Linking.Tokens;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import io.restassured.response.Response;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7662, for both token formats and both kinds of callers. */
@OnStack
class IntrospectionIT {

  private static final String INTROSPECT = "/oauth2/introspect";
  private static final String INACTIVE = "{\"active\":false}";

  private static Linking of(StackAssistant assistant) {
    return new Linking(TestStack.current()).as(assistant);
  }

  private static Tokens link(Linking linking) {
    DeviceId door = Database.camera(People.BOB, "Front door", "");
    return linking.link("bob", Map.of(door, Set.of(Action.VIEW)));
  }

  private static Answer introspect(Linking caller, String token) {
    return caller.post(INTROSPECT, Map.of("token", token));
  }

  private static Response introspectAs(String bearer, String token) {
    return given().auth().oauth2(bearer).formParam("token", token).post(INTROSPECT);
  }

  private static String bearer(String client) {
    return TestStack.current().keycloak().serviceToken(client);
  }

  @ParameterizedTest
  @EnumSource(StackAssistant.class)
  void tokens_ofAnyFormat_areToldToTheirAssistantUntilTheyDie(StackAssistant assistant) {
    Linking linking = of(assistant);
    Tokens tokens = link(linking);

    Answer access = introspect(linking, tokens.accessToken());
    assertThat(access.status()).isEqualTo(200);
    assertThat(access.headers().get("cache-control")).containsExactly("no-store");
    assertThat(access.body().path("active").asBoolean()).isTrue();
    assertThat(access.body().path("sub").asText()).isEqualTo(People.BOB);
    assertThat(access.body().path("client_id").asText()).isEqualTo(assistant.clientId());
    assertThat(access.body().path("scope").asText()).isEqualTo(tokens.scope());
    assertThat(access.body().path("token_type").asText()).isEqualTo("Bearer");
    assertThat(access.body().path("exp").asLong() - access.body().path("iat").asLong())
        .isEqualTo(3600);
    Answer refresh = introspect(linking, tokens.refreshToken());
    assertThat(refresh.body().path("active").asBoolean()).isTrue();
    assertThat(refresh.body().has("exp")).isFalse();

    linking.revoke(tokens.refreshToken());
    assertThat(introspect(linking, tokens.accessToken()).body()).hasToString(INACTIVE);
    assertThat(introspect(linking, tokens.refreshToken()).body()).hasToString(INACTIVE);
  }

  @Test
  void token_ofAnotherAssistant_isInactive_andActiveForOurOwnCallers() {
    Tokens googles = link(of(StackAssistant.GOOGLE));
    Linking alexa = of(StackAssistant.ALEXA);

    assertThat(introspect(alexa, googles.accessToken()).body()).hasToString(INACTIVE);
    assertThat(introspect(alexa, googles.refreshToken()).body()).hasToString(INACTIVE);
    for (String client : Set.of("alexa-skill", "camera-backend", "hushkey-admin")) {
      introspectAs(bearer(client), googles.accessToken())
          .then()
          .statusCode(200)
          .body("active", org.hamcrest.Matchers.is(true))
          .body("client_id", org.hamcrest.Matchers.equalTo("google-home-link"));
    }
  }

  @Test
  void opaqueToken_isStoredAsItsHashAlone_andAJwtHasNone() {
    Tokens opaque = link(of(StackAssistant.GOOGLE));
    Tokens jwt = link(of(StackAssistant.ALEXA));

    assertThat(opaque.accessToken()).matches("[A-Za-z0-9_-]{43}");
    assertThat(jwt.accessToken().split("\\.")).hasSize(3);
    assertThat(rows(opaque.accessToken())).isEqualTo("1");
    assertThat(rows(jwt.accessToken())).isEqualTo("0");
  }

  private static String rows(String token) {
    return Database.text(
        "select count(*) from access_token where token_hash = ?",
        (Object) TokenHash.of(SecretText.of(token)).toBytes());
  }

  @Test
  void narrowedRefresh_tellsTheNarrowedScope() {
    Linking acme = of(StackAssistant.ACME);
    Tokens wide = link(acme);
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", wide.refreshToken());
    form.put("scope", "events");

    Tokens narrow = acme.post("/oauth2/token", form).tokens();

    assertThat(introspect(acme, narrow.accessToken()).body().path("scope").asText())
        .isEqualTo("events");
    assertThat(introspect(acme, wide.accessToken()).body().path("scope").asText())
        .isEqualTo("devices events");
  }

  @Test
  void cutOff_makesEveryFormatInactive() {
    Tokens googles = link(of(StackAssistant.GOOGLE));
    Tokens alexas = link(of(StackAssistant.ALEXA));
    Api.revoke(Map.of("user", People.BOB)).then().statusCode(200);

    for (String token :
        Set.of(googles.accessToken(), alexas.accessToken(), googles.refreshToken())) {
      assertThat(introspectAs(bearer("hushkey-admin"), token).asString()).isEqualTo(INACTIVE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "a.b.c",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void whatIsNoTokenOfOurs_isInactive(String token) {
    Answer answer = introspect(of(StackAssistant.ALEXA), token);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).hasToString(INACTIVE);
  }

  @Test
  void jwtWithAnAlteredSignature_isInactive() {
    String token = link(of(StackAssistant.ALEXA)).accessToken();
    int dot = token.lastIndexOf('.') + 1;
    String forged =
        token.substring(0, dot) + (token.charAt(dot) == 'A' ? 'B' : 'A') + token.substring(dot + 1);
    assertThat(introspect(of(StackAssistant.ALEXA), forged).body()).hasToString(INACTIVE);
  }

  @Test
  void callers_thatDoNotAuthenticate_areRefusedInTheirOwnScheme() {
    Linking alexa = of(StackAssistant.ALEXA);
    Answer nobody = alexa.post(INTROSPECT, Map.of("token", "x"), Map.of());
    assertThat(nobody.status()).isEqualTo(401);
    assertThat(nobody.error()).isEqualTo("invalid_client");
    assertThat(nobody.headers().get("www-authenticate").getFirst()).startsWith("Basic");

    Response forged = introspectAs("not.a.token", "x");
    assertThat(forged.statusCode()).isEqualTo(401);
    assertThat(forged.header("WWW-Authenticate")).startsWith("Bearer");
    assertThat(forged.<String>path("error")).isEqualTo("invalid_token");

    String ours = link(alexa).accessToken();
    assertThat(introspectAs(ours, ours).statusCode()).isEqualTo(401);
    assertThat(alexa.post(INTROSPECT, Map.of()).error()).isEqualTo("invalid_request");
  }

  @Test
  void jwt_ofEachAlgorithm_isVerifiedByAStranger_atEachMomentOfARotation() throws Exception {
    Linking alexa = of(StackAssistant.ALEXA);
    Linking acme = of(StackAssistant.ACME);
    String before = link(alexa).accessToken();
    String rsaBefore = link(acme).accessToken();

    Api.admin()
        .body(Map.of("reason", "a test", "atOnce", true))
        .post("/v1/signing-keys/rotations")
        .then()
        .statusCode(200)
        .body("keys.size()", org.hamcrest.Matchers.greaterThanOrEqualTo(4));

    for (String token :
        Set.of(before, rsaBefore, link(alexa).accessToken(), link(acme).accessToken())) {
      verifyAsStranger(token);
    }
    Api.backend().get("/v1/signing-keys").then().statusCode(403);
    Api.admin().body(Map.of()).post("/v1/signing-keys/rotations").then().statusCode(400);
  }

  private static void verifyAsStranger(String token) throws Exception {
    String jwks = given().get("/oauth2/jwks").asString();
    new JwtConsumerBuilder()
        .setVerificationKeyResolver(
            new JwksVerificationKeyResolver(new JsonWebKeySet(jwks).getJsonWebKeys()))
        .setSkipDefaultAudienceValidation()
        .setExpectedType(true, "at+jwt")
        .build()
        .processToClaims(token);
  }

  @Test
  void metadata_tellsOfTheEndpointAndTheUnionOfMethods() {
    given()
        .get("/.well-known/oauth-authorization-server")
        .then()
        .body("introspection_endpoint", org.hamcrest.Matchers.endsWith(INTROSPECT))
        .body(
            "introspection_endpoint_auth_methods_supported",
            org.hamcrest.Matchers.contains("client_secret_basic", "client_secret_post", "Bearer"))
        .body(
            "token_endpoint_auth_methods_supported",
            org.hamcrest.Matchers.contains("client_secret_basic", "client_secret_post"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=", "token=%zz"})
  void form_thatCannotBeRead_isInvalidRequest(String form) {
    given()
        .contentType("application/x-www-form-urlencoded")
        .body(form)
        .post(INTROSPECT)
        .then()
        .statusCode(400)
        .body("error", equalTo("invalid_request"));
  }
}
