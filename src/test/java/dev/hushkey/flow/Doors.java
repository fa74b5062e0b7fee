package dev.hushkey.flow;

import static dev.hushkey.flow.Door.Form.API;
import static dev.hushkey.flow.Door.Form.HEALTH;
import static dev.hushkey.flow.Door.Form.OAUTH;
import static dev.hushkey.flow.Door.Form.PAGE;
import static dev.hushkey.flow.Door.Service.KEYCLOAK;
import static dev.hushkey.flow.Door.Service.POSTGRES;
import static dev.hushkey.flow.Door.Service.UPSTREAM;
import static dev.hushkey.flow.Door.Service.VAULT;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.StackAssistant;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.AcceptGrant;
import dev.hushkey.stack.fixture.AmazonLogin;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.fixture.PlainBrowser.Page;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CameraApp;
import dev.hushkey.testing.DpopKey;
import dev.hushkey.testing.LinkedCamera;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jsoup.nodes.Element;

/**
 * Every address of ours, each with a request that nobody has sent yet. Codes, attempts and forms
 * are made while all is well; then a test breaks a wire and knocks.
 */
final class Doors {

  private static final String JSON = "application/json";
  private static final String FORM = "application/x-www-form-urlencoded";

  private final LocalStack stack = TestStack.current();
  private final Linking alexa = new Linking(stack);
  private final Linking google = alexa.as(StackAssistant.GOOGLE);
  private final String base = alexa.issuer();
  private final String admin = stack.keycloak().serviceToken("hushkey-admin");
  private final String backend = stack.keycloak().serviceToken("camera-backend");
  private final String skill = stack.keycloak().serviceToken("alexa-skill");
  private final PlainBrowser person = alexa.browser();
  private final Page account;
  private final LinkedCamera fresh;
  private final LinkedCamera expired;
  private final LinkedCamera googles;
  private final List<Door> all = new ArrayList<>();

  private Doors() {
    fresh = LinkedCamera.ofAlice().granted();
    expired = LinkedCamera.ofBob().granted();
    DeviceId device = Api.newCamera(People.ALICE);
    Linking.Tokens tokens = google.link("alice", Map.of(device, Set.of(Action.VIEW)));
    googles =
        new LinkedCamera(
            People.ALICE, device, tokens.accessToken(), tokens.refreshToken(), UUID.randomUUID());
    account = alexa.logIn(person, person.open(uri("/account/assistants")), "alice");
  }

  /** All of them, ready. */
  static List<Door> ready() {
    Doors doors = new Doors();
    doors.addAuthorizationServer();
    doors.addPages();
    doors.addHandouts();
    doors.addAlexa();
    doors.addAdmin();
    doors.addTheRest();
    // Last, for it is soon over again.
    doors.expired.endsIn(-10);
    return doors.all;
  }

  private URI uri(String path) {
    return URI.create(base + path);
  }

  private void add(
      String name,
      Door.Form form,
      HttpRequest.Builder request,
      Set<Door.Service> needs,
      Integer... well) {
    all.add(new Door(name, form, request.build(), needs, Set.of(well)));
  }

  private HttpRequest.Builder form(String path, Linking client, Map<String, String> fields) {
    String id = client == google ? StackAssistant.GOOGLE.clientId() : Linking.CLIENT_ID;
    String secret =
        stack.clientSecret(client == google ? StackAssistant.GOOGLE : StackAssistant.ALEXA);
    String pair =
        Base64.getEncoder().encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
    return Door.to(base + path)
        .header("Content-Type", FORM)
        .header("Authorization", "Basic " + pair)
        .POST(body(fields));
  }

  private static HttpRequest.BodyPublisher body(Map<String, String> fields) {
    return HttpRequest.BodyPublishers.ofString(PlainBrowser.encode(List.copyOf(fields.entrySet())));
  }

  private HttpRequest.Builder json(String method, String path, String token, String body) {
    return Door.to(base + path)
        .header("Content-Type", JSON)
        .header("Authorization", "Bearer " + token)
        .method(method, HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpRequest.Builder get(String path, String token) {
    return Door.to(base + path).header("Authorization", "Bearer " + token);
  }

  private void addAuthorizationServer() {
    // Of somebody who decides nothing else meanwhile: a newer decision would end the code.
    Linking.Approval approval =
        google.approve("bob", Map.of(Api.newCamera(People.BOB), Set.of(Action.VIEW)));
    add(
        "code",
        OAUTH,
        form(
            "/oauth2/token",
            google,
            Map.of(
                "grant_type", "authorization_code",
                "code", approval.code(),
                "redirect_uri", approval.attempt().redirectUri(),
                "code_verifier", approval.attempt().codeVerifier())),
        Set.of(POSTGRES),
        200);
    add(
        "refresh",
        OAUTH,
        form(
            "/oauth2/token",
            alexa,
            Map.of("grant_type", "refresh_token", "refresh_token", fresh.refreshToken())),
        Set.of(POSTGRES),
        200);
    add("token exchange", OAUTH, exchange(), Set.of(POSTGRES), 200);
    add(
        "par",
        OAUTH,
        form("/oauth2/par", alexa, Linking.query(alexa.attempt().address())),
        Set.of(POSTGRES),
        201);
    add(
        "introspect",
        OAUTH,
        form("/oauth2/introspect", alexa, Map.of("token", fresh.refreshToken())),
        Set.of(POSTGRES),
        200);
    add(
        "revoke",
        OAUTH,
        form("/oauth2/revoke", google, Map.of("token", googles.refreshToken())),
        Set.of(POSTGRES),
        200);
    add("jwks", OAUTH, Door.to(base + "/oauth2/jwks"), Set.of(POSTGRES), 200);
    add(
        "metadata",
        OAUTH,
        Door.to(base + "/.well-known/oauth-authorization-server"),
        Set.of(),
        200);
  }

  private HttpRequest.Builder exchange() {
    String accessToken = "urn:ietf:params:oauth:token-type:access_token";
    return Door.to(base + "/oauth2/token")
        .header("Content-Type", FORM)
        .POST(
            body(
                Map.of(
                    "grant_type",
                    "urn:ietf:params:oauth:grant-type:token-exchange",
                    "subject_token",
                    fresh.accessToken(),
                    "subject_token_type",
                    accessToken,
                    "actor_token",
                    skill,
                    "actor_token_type",
                    accessToken,
                    "audience",
                    LocalStack.CAMERA_BACKEND,
                    "authorization_details",
                    "[{\"type\":\"hushkey_device\",\"identifier\":\"%s\",\"actions\":[\"events\"]}]"
                        .formatted(fresh.device()))));
  }

  private void addPages() {
    URI request = google.attempt().address();
    add("authorize", PAGE, Door.to(request.toString()), Set.of(), 303);
    Page consent = person.open(google.attempt().address());
    add("consent page", PAGE, asPerson(consent.address()), Set.of(POSTGRES), 200);
    Element form = consent.document().selectFirst("form:has(button[value=approve])");
    add(
        "consent",
        PAGE,
        asPerson(consent.address().resolve(form.attr("action")))
            .header("Content-Type", FORM)
            .POST(
                body(
                    Map.of(
                        "csrf",
                        form.select("input[name=csrf]").attr("value"),
                        "decision",
                        "approve",
                        "grant",
                        googles.device() + "/view"))),
        Set.of(POSTGRES),
        303);
    add("account", PAGE, asPerson(account.address()), Set.of(POSTGRES), 200);
    add(
        "narrow",
        PAGE,
        asPerson(account.address())
            .header("Content-Type", FORM)
            .POST(
                body(
                    Map.of(
                        "csrf",
                        account.document().selectFirst("input[name=csrf]").attr("value"),
                        "decision",
                        "narrow",
                        "link",
                        fresh.link().toString(),
                        "grant",
                        fresh.device() + "/events"))),
        Set.of(POSTGRES),
        303);
    PlainBrowser arriving = new PlainBrowser(base + "/account/login");
    Page logIn = arriving.open(uri("/account/assistants"));
    URI callback = alexa.logIn(arriving, logIn, "carol").requireStoppedAt(base + "/account/login");
    add(
        "call back of a log-in",
        PAGE,
        Door.to(callback.toString()).header("Cookie", arriving.cookiesFor(callback)),
        Set.of(KEYCLOAK),
        302);
  }

  private HttpRequest.Builder asPerson(URI address) {
    return Door.to(address.toString()).header("Cookie", person.cookiesFor(address));
  }

  private void addHandouts() {
    add(
        "check",
        API,
        json(
            "POST",
            "/v1/checks",
            skill,
            "{\"token\":\"%s\",\"device\":\"%s\",\"action\":\"events\"}"
                .formatted(fresh.accessToken(), fresh.device())),
        Set.of(POSTGRES),
        200);
    add("hand-out", API, handOut(fresh), Set.of(POSTGRES, VAULT), 200);
    add("hand-out with refresh", API, handOut(expired), Set.of(POSTGRES, VAULT, UPSTREAM), 200);
  }

  private HttpRequest.Builder handOut(LinkedCamera camera) {
    return json(
        "POST",
        "/v1/handouts",
        backend,
        "{\"user\":\"%s\",\"device\":\"%s\",\"assistant\":\"alexa\",\"action\":\"events\"}"
            .formatted(camera.owner(), camera.device()));
  }

  private void addAlexa() {
    add(
        "AcceptGrant",
        API,
        json(
            "POST",
            "/v1/alexa/directives",
            skill,
            AcceptGrant.message(new AmazonLogin(stack).code("alice-amazon"), fresh.accessToken())
                .toString()),
        Set.of(POSTGRES, VAULT, UPSTREAM),
        200);
    CameraApp app = CameraApp.of("carol");
    DeviceId device = Api.newCamera(People.CAROL);
    CameraApp.Return back = app.backFromAmazon("bob-amazon");
    String links = "/v1/app-links/alexa";
    // Of somebody else: a start replaces the attempt of before
    String bob = CameraApp.of("bob").token();
    add("app link, start", API, json("POST", links, bob, "{}"), Set.of(POSTGRES), 201);
    add("app link, status", API, get(links, app.token()), Set.of(POSTGRES), 200);
    add(
        "app link, complete",
        API,
        json(
            "POST",
            links + "/complete",
            app.token(),
            "{\"state\":\"%s\",\"code\":\"%s\",\"devices\":[{\"device\":\"%s\",\"actions\":[\"view\"]}]}"
                .formatted(back.state(), back.code(), device)),
        Set.of(POSTGRES, UPSTREAM),
        200);
  }

  private void addAdmin() {
    add(
        "revocation",
        API,
        json(
            "POST",
            "/v1/revocations",
            admin,
            "{\"selector\":{\"user\":\"nobody-%s\"},\"reason\":\"a test\",\"endSessions\":true}"
                .formatted(UUID.randomUUID())),
        Set.of(POSTGRES),
        200);
    add(
        "dry run",
        API,
        json(
            "POST",
            "/v1/revocations",
            admin,
            "{\"selector\":{\"user\":\"nobody\"},\"reason\":\"a test\",\"dryRun\":true}"),
        Set.of(POSTGRES),
        200);
    add("links", API, get("/v1/links?user=" + People.ALICE, admin), Set.of(POSTGRES), 200);
    add("link", API, get("/v1/links/" + fresh.link(), admin), Set.of(POSTGRES), 200);
    add("signing keys", API, get("/v1/signing-keys", admin), Set.of(POSTGRES), 200);
    add("transit keys", API, get("/v1/transit-keys", admin), Set.of(POSTGRES, VAULT), 200);
  }

  private void addTheRest() {
    String path = "/v1/devices/camera-" + UUID.randomUUID() + "/owner";
    String owner = "{\"user\":\"%s\",\"name\":\"Camera\"}".formatted(People.CAROL);
    add("owner", API, json("PUT", path, backend, owner), Set.of(POSTGRES), 200);
    DpopKey key = new DpopKey();
    String bound = key.boundToken("camera-backend-dpop");
    add(
        "owner with DPoP",
        API,
        Door.to(base + path)
            .header("Content-Type", JSON)
            .header("Authorization", "DPoP " + bound)
            .header("DPoP", key.proof("PUT", base + path).with(bound).sign())
            .PUT(HttpRequest.BodyPublishers.ofString(owner)),
        Set.of(POSTGRES),
        200);
    add("live", HEALTH, Door.to(stack.hushkey().innerAddress() + "/q/health/live"), Set.of(), 200);
    add(
        "ready",
        HEALTH,
        Door.to(stack.hushkey().innerAddress() + "/q/health/ready"),
        Set.of(POSTGRES),
        200);
    add(
        "well",
        HEALTH,
        Door.to(stack.hushkey().innerAddress() + "/q/health/well"),
        Set.of(VAULT, KEYCLOAK),
        200);
  }
}
