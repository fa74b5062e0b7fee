package dev.hushkey.testing;

import static io.restassured.RestAssured.given;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AcceptGrant;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Our own API as its callers use it: the camera backend, the skill, an admin. */
public final class Api {

  private static final Duration KEPT = Duration.ofMinutes(2);
  private static final Map<String, Kept> TOKENS = new ConcurrentHashMap<>();

  private Api() {}

  /** The inner listener: health, metrics and the API document. */
  public static RequestSpecification inner() {
    return given()
        .baseUri(TestStack.current().hushkey().innerAddress())
        .port(TestStack.current().ports().inner());
  }

  /** The camera backend registers a camera, or hands it to someone else. */
  public static Response own(DeviceId device, String user) {
    return backend()
        .body(Map.of("user", user, "name", "Camera", "room", "Hall"))
        .put("/v1/devices/{device}/owner", device.value());
  }

  /** The camera backend registers a new camera. */
  public static DeviceId newCamera(String user) {
    DeviceId device = new DeviceId("camera-" + UUID.randomUUID());
    own(device, user).then().statusCode(200);
    return device;
  }

  /** The camera backend asks for Alexa's token. */
  public static Response handOut(String user, DeviceId device, Action action) {
    return backend()
        .body(
            Map.of(
                "user",
                user,
                "device",
                device.value(),
                "assistant",
                "alexa",
                "action",
                action.wireName()))
        .post("/v1/handouts");
  }

  /** The camera backend asks for Alexa's token of one link. */
  public static Response handOut(String user, DeviceId device, Action action, UUID link) {
    return backend()
        .body(
            Map.of(
                "user",
                user,
                "device",
                device.value(),
                "assistant",
                "alexa",
                "action",
                action.wireName(),
                "link",
                link.toString()))
        .post("/v1/handouts");
  }

  /** The token of a hand-out through one link; of several, the oldest. */
  public static String token(Response handOut) {
    return handOut.path("handouts[0].accessToken");
  }

  /** The skill asks whether Alexa's bearer token may do this. */
  public static Response check(String bearer, DeviceId device, Action action) {
    return skill()
        .body(Map.of("token", bearer, "device", device.value(), "action", action.wireName()))
        .post("/v1/checks");
  }

  /** The skill asks what one of our tokens stands for, RFC 7662. */
  public static Response introspect(String token) {
    return given()
        .auth()
        .oauth2(token("alexa-skill"))
        .formParam("token", token)
        .post("/oauth2/introspect");
  }

  /** The skill passes an AcceptGrant on, exactly as Alexa sends it. */
  public static Response acceptGrant(String code, String bearer) {
    return skill().body(AcceptGrant.message(code, bearer).toString()).post("/v1/alexa/directives");
  }

  /** An admin revokes. */
  public static Response revoke(Map<String, Object> selector) {
    return revoke(selector, Map.of());
  }

  /** An admin revokes, or counts, with further members of the request. */
  public static Response revoke(Map<String, Object> selector, Map<String, Object> more) {
    Map<String, Object> body = new HashMap<>(more);
    body.put("selector", selector);
    body.putIfAbsent("reason", "a test");
    return admin().body(body).post("/v1/revocations");
  }

  /**
   * An admin revokes a long list. It is not compared with the API document, which takes longer than
   * the service.
   */
  public static Response revokeLong(Map<String, Object> selector) {
    return admin()
        .noFilters()
        .body(Map.of("selector", selector, "reason", "a test"))
        .post("/v1/revocations");
  }

  /** A request of the camera backend. */
  public static RequestSpecification backend() {
    return as("camera-backend");
  }

  /** A request of Alexa's skill. */
  public static RequestSpecification skill() {
    return as("alexa-skill");
  }

  /** A request of an admin. */
  public static RequestSpecification admin() {
    return as("hushkey-admin");
  }

  private static RequestSpecification as(String client) {
    return given().auth().oauth2(token(client)).contentType(ContentType.JSON);
  }

  /**
   * A service's token. As real callers do, it is kept for a while: it must also serve while
   * Keycloak is away.
   */
  public static String token(String client) {
    return TOKENS
        .compute(
            client,
            (_, kept) ->
                kept == null || kept.obtained().plus(KEPT).isBefore(Instant.now())
                    ? new Kept(TestStack.current().keycloak().serviceToken(client), Instant.now())
                    : kept)
        .token();
  }

  private record Kept(String token, Instant obtained) {}
}
