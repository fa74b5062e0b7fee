package dev.hushkey.door;

import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CameraApp;
import dev.hushkey.testing.LinkedCamera;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/**
 * A correct request for each operation of the API document, which may be sent any number of times:
 * it names a user that nobody is, or a reason that is too long, where it would leave keys behind.
 */
final class DocumentedRequests {

  static final String JSON = "application/json";
  static final String FORM = "application/x-www-form-urlencoded";

  private static final Path DOCUMENT = Path.of("docs/api/openapi.yaml");
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");
  private static final String NOBODY = "nobody-at-all";
  private static final String NO_LINK = "7d0b6a54-2f6f-4b7e-9d43-1f2c5a9e8b32";
  private static final String STATE = "s".repeat(43);

  private final LinkedCamera camera;
  private final CameraApp app;
  private final Map<String, WireRequest> all = new TreeMap<>();

  private DocumentedRequests(LinkedCamera camera, CameraApp app) {
    this.camera = camera;
    this.app = app;
  }

  /** By operation id, for a linked camera of bob and for alice's app. */
  static Map<String, WireRequest> of(LinkedCamera camera, CameraApp app) {
    DocumentedRequests requests = new DocumentedRequests(camera, app);
    requests.addOpen();
    requests.addOAuth();
    requests.addCallers();
    requests.addApp();
    requests.addAdmin();
    if (!requests.all.keySet().equals(operations().keySet())) {
      throw new AssertionError(
          "the API document has " + operations().keySet() + ", not " + requests.all.keySet());
    }
    return requests.all;
  }

  /** Operation id to method and path, from the API document. */
  @SuppressWarnings("unchecked")
  static Map<String, String> operations() {
    Map<String, String> found = new TreeMap<>();
    Map<String, Object> document = new Yaml().load(read());
    ((Map<String, Map<String, Object>>) document.get("paths"))
        .forEach(
            (path, item) ->
                item.forEach(
                    (method, operation) -> {
                      if (METHODS.contains(method)) {
                        found.put(
                            (String) ((Map<String, Object>) operation).get("operationId"),
                            method + " " + path);
                      }
                    }));
    return found;
  }

  private static String read() {
    try {
      return Files.readString(DOCUMENT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void addOpen() {
    all.put("health", WireRequest.inner("GET", "/q/health"));
    all.put("liveness", WireRequest.inner("GET", "/q/health/live"));
    all.put("readiness", WireRequest.inner("GET", "/q/health/ready"));
    all.put("startup", WireRequest.inner("GET", "/q/health/started"));
    all.put("wellness", WireRequest.inner("GET", "/q/health/well"));
    all.put("metrics", WireRequest.inner("GET", "/q/metrics"));
    all.put("serverMetadata", new WireRequest("GET", "/.well-known/oauth-authorization-server"));
    all.put(
        "protectedResourceMetadata",
        new WireRequest("GET", "/.well-known/oauth-protected-resource"));
    all.put("jwks", new WireRequest("GET", "/oauth2/jwks"));
    all.put("exchangedTokensJwks", new WireRequest("GET", "/oauth2/jwks/exchanged-tokens"));
  }

  private void addOAuth() {
    all.put("introspect", client("/oauth2/introspect", Map.of("token", camera.accessToken())));
    all.put("revokeToken", client("/oauth2/revoke", Map.of("token", "unknown-" + STATE)));
    all.put(
        "token",
        client(
            "/oauth2/token",
            Map.of("grant_type", "refresh_token", "refresh_token", camera.refreshToken())));
    Linking.Attempt attempt = new Linking(TestStack.current()).attempt();
    all.put("push", client("/oauth2/par", Linking.query(attempt.address())));
  }

  private void addCallers() {
    String device = camera.device().value();
    all.put(
        "check",
        post("alexa-skill", "/v1/checks")
            .withBody(
                """
                {"token":"%s","device":"%s","action":"view"}"""
                    .formatted(camera.accessToken(), device)));
    all.put(
        "handOut",
        post("camera-backend", "/v1/handouts")
            .withBody(
                """
                {"user":"%s","device":"%s","assistant":"alexa","action":"view"}"""
                    .formatted(camera.owner(), device)));
    all.put(
        "checkBatch",
        post("alexa-skill", "/v1/checks/batch")
            .withBody(
                """
                {"items":[{"token":"%s","device":"%s","action":"view"}]}"""
                    .formatted(camera.accessToken(), device)));
    all.put(
        "handOutBatch",
        post("camera-backend", "/v1/handouts/batch")
            .withBody(
                """
                {"items":[{"user":"%s","device":"%s","assistant":"alexa","action":"view"}]}"""
                    .formatted(camera.owner(), device)));
    all.put(
        "reportRefusedToken",
        post("camera-backend", "/v1/handouts/refused")
            .withBody(
                """
                {"link":"%s","fingerprint":"000000000000","status":401,\
                "code":"INVALID_ACCESS_TOKEN_EXCEPTION"}"""
                    .formatted(NO_LINK)));
    all.put(
        "acceptGrant",
        post("alexa-skill", "/v1/alexa/directives?region=na")
            .withBody(
                """
                {"directive":{"header":{"namespace":"Alexa.Authorization","name":"AcceptGrant",\
                "messageId":"m-1","payloadVersion":"3"},"payload":{"grant":\
                {"type":"OAuth2.AuthorizationCode","code":"no-such-code"},\
                "grantee":{"type":"BearerToken","token":"%s"}}}}"""
                    .formatted(camera.accessToken())));
    all.put(
        "setOwner",
        as("camera-backend", "PUT", "/v1/devices/camera-x/owner")
            .withBody(
                """
                {"user":"%s","name":"Camera","room":"Hall"}"""
                    .formatted(NOBODY)));
    all.put("removeOwner", as("camera-backend", "DELETE", "/v1/devices/camera-y/owner"));
    all.put(
        "changeOwners",
        post("camera-backend", "/v1/devices/owners")
            .withBody(
                """
                {"changes":[{"device":"camera-z","user":"%s","name":"Camera","room":"Hall"}]}"""
                    .formatted(NOBODY)));
  }

  private void addApp() {
    String path = "/v1/app-links/alexa";
    all.put("startAppLink", app("POST", path).withBody("{\"redirectUri\":\"app://none\"}"));
    all.put("showAppLink", app("GET", path));
    all.put("endAppLink", app("DELETE", path));
    all.put(
        "cancelAppLink", app("POST", path + "/cancel").withBody("{\"state\":\"" + STATE + "\"}"));
    all.put(
        "completeAppLink",
        app("POST", path + "/complete")
            .withBody(
                """
                {"state":"%s","code":"none","devices":[{"device":"camera-q","actions":["view"]}]}"""
                    .formatted(STATE)));
  }

  private void addAdmin() {
    String tooLong = "r".repeat(501);
    all.put("listLinks", admin("GET", "/v1/links?user=" + NOBODY + "&limit=5"));
    all.put("showLink", admin("GET", "/v1/links/" + camera.link()));
    all.put("showRevocation", admin("GET", "/v1/revocations/" + NO_LINK + "?relinks=true"));
    all.put("listRevocations", admin("GET", "/v1/revocations?unfinished=true&limit=5"));
    all.put("approveRevocation", admin("POST", "/v1/revocations/" + NO_LINK + "/approve"));
    all.put(
        "rejectRevocation",
        admin("POST", "/v1/revocations/" + NO_LINK + "/reject")
            .withBody(
                """
                {"reason":"a test"}"""));
    all.put("pauseRevocation", admin("POST", "/v1/revocations/" + NO_LINK + "/pause"));
    all.put("resumeRevocation", admin("POST", "/v1/revocations/" + NO_LINK + "/resume"));
    all.put(
        "revoke",
        admin("POST", "/v1/revocations")
            .withBody(
                """
                {"selector":{"everything":false,"user":"%s","assistant":"alexa"},\
                "reason":"a test","dryRun":true,"endSessions":false}"""
                    .formatted(NOBODY)));
    all.put(
        "erase",
        admin("POST", "/v1/erasures")
            .withBody(
                """
                {"user":"%s","reason":"%s"}"""
                    .formatted(NOBODY, tooLong)));
    all.put(
        "revokeUser",
        post("security-tool", "/v1/global-token-revocation")
            .withBody(
                """
                {"sub_id":{"format":"opaque","id":"%s"}}"""
                    .formatted(NOBODY)));
    all.put(
        "retryLinks",
        admin("POST", "/v1/links/retries")
            .withBody(
                """
                {"assistant":"alexa","link":"%s"}"""
                    .formatted(NO_LINK)));
    all.put("showDrill", admin("GET", "/v1/drills/" + NO_LINK));
    all.put(
        "beginDrill",
        admin("POST", "/v1/drills")
            .withBody(
                """
                {"assistant":"nobody","links":10}"""));
    all.put("listSigningKeys", admin("GET", "/v1/signing-keys"));
    all.put(
        "rotateSigningKeys",
        admin("POST", "/v1/signing-keys/rotations")
            .withBody(
                """
                {"reason":"%s","atOnce":false}"""
                    .formatted(tooLong)));
    all.put(
        "withdrawSigningKey",
        admin("POST", "/v1/signing-keys/withdrawals")
            .withBody(
                """
                {"kid":"%s","reason":"%s"}"""
                    .formatted(STATE, tooLong)));
    all.put("listTransitKeys", admin("GET", "/v1/transit-keys"));
    all.put("showTransitKey", admin("GET", "/v1/transit-keys/hushkey-alexa"));
    all.put("rewrap", admin("POST", "/v1/transit-keys/no-such-key/rewraps"));
    all.put("rotateTransitKey", admin("POST", "/v1/transit-keys/no-such-key/rotations"));
  }

  private static WireRequest admin(String method, String target) {
    return as("hushkey-admin", method, target);
  }

  private static WireRequest post(String client, String target) {
    return as(client, "POST", target);
  }

  private WireRequest app(String method, String target) {
    return bearer(app.token(), method, target);
  }

  private static WireRequest as(String client, String method, String target) {
    return bearer(Api.token(client), method, target);
  }

  private static WireRequest bearer(String token, String method, String target) {
    return new WireRequest(method, target)
        .with("Authorization", "Bearer " + token)
        .with("Content-Type", JSON);
  }

  private static WireRequest client(String target, Map<String, String> form) {
    return new WireRequest("POST", target)
        .with("Authorization", basic())
        .with("Content-Type", FORM)
        .withBody(PlainBrowser.encode(List.copyOf(form.entrySet())));
  }

  static String basic() {
    String pair =
        StackAssistant.ALEXA.clientId()
            + ":"
            + TestStack.current().clientSecret(StackAssistant.ALEXA);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** Those with a JSON body. */
  static Map<String, WireRequest> withJson(Map<String, WireRequest> requests) {
    return requests.entrySet().stream()
        .filter(request -> request.getValue().bodyText().startsWith("{"))
        .collect(
            Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, _) -> a, TreeMap::new));
  }
}
