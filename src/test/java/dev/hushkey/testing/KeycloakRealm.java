package dev.hushkey.testing;

import static io.restassured.RestAssured.given;

import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.keycloak.KeycloakServer;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Our realm as its administrators change it. */
public final class KeycloakRealm {

  private KeycloakRealm() {}

  /** Keycloak signs with this key, until it is closed: then the key is gone from Keycloak. */
  public record Key(String component) implements AutoCloseable {

    @Override
    public void close() {
      admin().delete(address("/components/" + component)).then().statusCode(204);
    }
  }

  /** From now on, tokens are signed with a new key. The older ones still count. */
  public static Key signWithANewKey() {
    String realm = admin().get(address("")).then().statusCode(200).extract().path("id");
    String created =
        admin()
            .body(
                Map.of(
                    "name",
                    "of a test " + UUID.randomUUID(),
                    "providerId",
                    "rsa-generated",
                    "providerType",
                    "org.keycloak.keys.KeyProvider",
                    "parentId",
                    realm,
                    "config",
                    Map.of(
                        "priority", List.of("1000"),
                        "enabled", List.of("true"),
                        "active", List.of("true"),
                        "algorithm", List.of("RS256"),
                        "keySize", List.of("2048"))))
            .post(address("/components"))
            .then()
            .statusCode(201)
            .extract()
            .header("Location");
    return new Key(created.substring(created.lastIndexOf('/') + 1));
  }

  /** Tokens from before this second, since 1970, are revoked; 0 for none. */
  public static void notBefore(long second) {
    admin().body(Map.of("notBefore", second)).put(address("")).then().statusCode(204);
  }

  static String address(String path) {
    return keycloak().address() + "/admin/realms/" + KeycloakServer.HUSHKEY_REALM + path;
  }

  private static RequestSpecification admin() {
    return as(adminToken());
  }

  /** Each costs Keycloak a password hash, so keep it for a few requests; it lives for a minute. */
  static String adminToken() {
    return keycloak().adminToken();
  }

  static RequestSpecification as(String adminToken) {
    return given().noFilters().auth().oauth2(adminToken).contentType(ContentType.JSON);
  }

  private static KeycloakServer keycloak() {
    return TestStack.current().keycloak();
  }
}
