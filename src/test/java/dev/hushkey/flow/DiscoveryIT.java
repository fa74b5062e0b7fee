package dev.hushkey.flow;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Database;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.junit.jupiter.api.Test;

/** What a stranger learns about us, and whether it is true. */
@OnStack
class DiscoveryIT {

  private final Linking linking = new Linking(TestStack.current());

  @Test
  void metadata_namesEndpointsThatAreThere() {
    Response metadata = given().get("/.well-known/oauth-authorization-server");

    assertThat(metadata.statusCode()).isEqualTo(200);
    assertThat(metadata.path("issuer").toString()).isEqualTo(linking.issuer());
    for (String endpoint :
        Set.of(
            "authorization_endpoint",
            "token_endpoint",
            "pushed_authorization_request_endpoint",
            "revocation_endpoint",
            "jwks_uri")) {
      assertThat(
              given().redirects().follow(false).get(metadata.<String>path(endpoint)).statusCode())
          .as(endpoint)
          .isNotEqualTo(404);
    }
    assertThat(metadata.<Boolean>path("authorization_response_iss_parameter_supported")).isTrue();
  }

  @Test
  void metadata_tellsTheExtensions() {
    Response metadata = given().get("/.well-known/oauth-authorization-server");

    assertThat(metadata.<List<String>>path("grant_types_supported"))
        .containsExactly(
            "authorization_code",
            "refresh_token",
            "urn:ietf:params:oauth:grant-type:token-exchange");
    assertThat(metadata.<List<String>>path("authorization_details_types_supported"))
        .containsExactly("hushkey_device");
    assertThat(metadata.<Boolean>path("require_pushed_authorization_requests")).isFalse();
    assertThat(metadata.<Boolean>path("request_uri_parameter_supported")).isFalse();
    assertThat(
            given()
                .get("/.well-known/oauth-protected-resource")
                .<List<String>>path("dpop_signing_alg_values_supported"))
        .containsExactly("ES256", "RS256");
  }

  @Test
  void accessToken_isVerifiedByAStrangerWithThePublishedKeys() throws Exception {
    DeviceId door = Database.camera(People.CAROL, "Front door", "");
    String token = linking.link("carol", Map.of(door, Set.of(Action.VIEW))).accessToken();
    String jwks = given().get("/oauth2/jwks").asString();

    JwtClaims claims =
        new JwtConsumerBuilder()
            .setVerificationKeyResolver(
                new JwksVerificationKeyResolver(new JsonWebKeySet(jwks).getJsonWebKeys()))
            .setExpectedIssuer(linking.issuer())
            .setExpectedAudience(linking.issuer())
            .setExpectedType(true, "at+jwt")
            .setRequireExpirationTime()
            .build()
            .processToClaims(token);

    assertThat(claims.getSubject()).isEqualTo(People.CAROL);
    assertThat(claims.getStringClaimValue("client_id")).isEqualTo(Linking.CLIENT_ID);
    assertThat(
            ((JsonWebSignature) JsonWebSignature.fromCompactSerialization(token))
                .getKeyIdHeaderValue())
        .isNotBlank();
  }

  @Test
  void jwks_holdsNoPrivateKey() {
    assertThat(given().get("/oauth2/jwks").asString()).contains("\"kty\"").doesNotContain("\"d\"");
  }

  @Test
  void accessToken_ofOurs_opensNothingAtOurOwnApi() {
    DeviceId door = Database.camera(People.CAROL, "Front door", "");
    String token = linking.link("carol", Map.of(door, Set.of(Action.VIEW))).accessToken();

    assertThat(given().auth().oauth2(token).get("/v1/links").statusCode()).isEqualTo(401);
  }
}
