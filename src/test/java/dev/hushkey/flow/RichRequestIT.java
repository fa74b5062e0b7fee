package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.Linking.Answer;
import dev.hushkey.stack.fixture.Linking.Approval;
import dev.hushkey.stack.fixture.Linking.Attempt;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.fixture.PlainBrowser.Page;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rich authorization requests, RFC 9396, and resource indicators, RFC 8707. */
@OnStack
class RichRequestIT {

  private final Linking linking = new Linking(TestStack.current());
  private DeviceId door;
  private DeviceId garden;

  @BeforeEach
  void giveAliceTwoCameras() {
    Database.removeCameras(People.ALICE);
    door = Database.camera(People.ALICE, "Front door", "Porch");
    garden = Database.camera(People.ALICE, "Garden", "");
  }

  @Test
  void consentPage_offersWhatWasAskedForAndNothingElse() {
    Page page = consentPage(details(of(door, "view"), any("events")));

    assertThat(page.document().select("input[name=grant]").eachAttr("value"))
        .containsExactlyInAnyOrder(door + "/view", door + "/events", garden + "/events");
    assertThat(consentPage(details(of(door, "view"))).document().text()).doesNotContain("Garden");
  }

  @Test
  void consent_toMoreThanWasAskedFor_isRefused() {
    PlainBrowser browser = linking.browser();
    Page page = consentPage(browser, details(of(door, "view")));

    assertThat(
            linking.decide(browser, page, "approve", Map.of(door, Set.of(Action.CONTROL))).status())
        .isBetween(400, 403);
    assertThat(
            linking.decide(browser, page, "approve", Map.of(garden, Set.of(Action.VIEW))).status())
        .isBetween(400, 403);
  }

  @Test
  void tokens_tellWhatTheUserAllowed_andAtARefreshWhatIsLeft() {
    Answer answer = linking.exchange(approve(details(any("view", "events"))));
    assertThat(details(answer)).isEqualTo(details(of(door, "view"), of(garden, "events", "view")));

    Database.update(
        "update ownership set user_id = ?, epoch = epoch + 1 where device_id = ?",
        People.BOB,
        garden.value());
    assertThat(details(linking.refresh(answer.tokens().refreshToken())))
        .isEqualTo(details(of(door, "view")));
  }

  @Test
  void introspection_tellsWhatTheTokenIsForNow_withinItsOwnNarrowing() {
    Answer answer = linking.exchange(approve(details(any("view", "events"))));
    String whole = answer.tokens().accessToken();
    String narrowed =
        refresh(answer.tokens().refreshToken(), details(of(garden, "view"))).tokens().accessToken();
    assertThat(details(introspect(whole)))
        .isEqualTo(details(of(door, "view"), of(garden, "events", "view")));
    assertThat(details(introspect(narrowed))).isEqualTo(details(of(garden, "view")));

    Api.own(garden, People.BOB);

    assertThat(details(introspect(whole))).isEqualTo(details(of(door, "view")));
    assertThat(introspect(narrowed).body().path("authorization_details")).isEmpty();
  }

  private Answer introspect(String token) {
    return linking.post("/oauth2/introspect", Map.of("token", token));
  }

  @Test
  void tokens_ofAnAssistantThatNeverAsked_tellNothing() {
    Answer answer = linking.exchange(linking.approve("alice", consent()));

    assertThat(answer.body().has("authorization_details")).isFalse();
    assertThat(linking.refresh(answer.tokens().refreshToken()).body().has("authorization_details"))
        .isFalse();
  }

  @Test
  void refresh_narrowedToOneDeviceAndAction_givesATokenForThatAlone() {
    String refreshToken =
        linking.exchange(linking.approve("alice", consent())).tokens().refreshToken();
    Answer narrowed = refresh(refreshToken, details(of(garden, "view")));

    assertThat(details(narrowed)).isEqualTo(details(of(garden, "view")));
    String token = narrowed.tokens().accessToken();
    assertCheck(token, garden, Action.VIEW, null);
    assertCheck(token, garden, Action.EVENTS, "action-not-granted");
    assertCheck(token, door, Action.VIEW, "device-not-granted");
    assertCheck(linking.refresh(refreshToken).tokens().accessToken(), door, Action.VIEW, null);
  }

  @Test
  void code_exchangedForLess_givesATokenForThatAlone_andTheLinkKeepsAll() {
    Approval approval = linking.approve("alice", consent());
    Map<String, String> form = codeForm(approval);
    form.put("authorization_details", details(of(door, "view")));
    Answer narrowed = linking.post("/oauth2/token", form);

    assertThat(details(narrowed)).isEqualTo(details(of(door, "view")));
    assertCheck(narrowed.tokens().accessToken(), garden, Action.VIEW, "device-not-granted");
    assertCheck(
        linking.refresh(narrowed.tokens().refreshToken()).tokens().accessToken(),
        garden,
        Action.VIEW,
        null);
  }

  @Test
  void code_exchangedForMoreThanWasAllowed_isRefusedAndStaysUsable() {
    Approval approval = linking.approve("alice", consent());
    Map<String, String> form = codeForm(approval);
    form.put("authorization_details", details(of(door, "control")));

    assertThat(linking.post("/oauth2/token", form).error())
        .isEqualTo("invalid_authorization_details");
    assertThat(linking.exchange(approval).status()).isEqualTo(200);
  }

  @Test
  void authorizationRequest_withUnknownDetails_isToldToTheAssistant() {
    Attempt attempt = linking.attempt(Map.of("authorization_details", "[{\"type\":\"payment\"}]"));
    Page end = linking.browser().open(attempt.address());

    assertThat(Linking.query(end.requireStoppedAt(attempt.redirectUri())))
        .containsEntry("error", "invalid_authorization_details")
        .containsEntry("state", attempt.state());
  }

  @Test
  void authorizationRequest_tooLongForTheLogIn_isToldToPush() {
    String text = details(of(new DeviceId("d".repeat(128)), "view"));
    String list = "[" + (text.substring(1, text.length() - 1) + ",").repeat(9);
    Attempt attempt =
        linking.attempt(
            Map.of("authorization_details", list.substring(0, list.length() - 1) + "]"));
    Page end = linking.browser().open(attempt.address());

    assertThat(Linking.query(end.requireStoppedAt(attempt.redirectUri())))
        .containsEntry("error", "invalid_request");
  }

  @Test
  void resource_thatIsUs_isAccepted_alsoRepeated() {
    Attempt attempt = linking.attempt(Map.of("resource", linking.issuer()));
    Attempt twice =
        new Attempt(
            java.net.URI.create(attempt.address() + "&resource=" + linking.issuer()),
            attempt.state(),
            attempt.codeVerifier(),
            attempt.redirectUri());
    Approval approval = linking.approve(twice, "alice", consent());
    Map<String, String> form = codeForm(approval);
    form.put("resource", linking.issuer());

    assertThat(linking.post("/oauth2/token", form).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://cameras.example.com", "https://elsewhere.test/#x", "not a uri", "/"})
  void resource_thatIsNotUs_isAnInvalidTarget(String resource) {
    Attempt attempt = linking.attempt(Map.of("resource", resource));
    Page end = linking.browser().open(attempt.address());

    assertThat(Linking.query(end.requireStoppedAt(attempt.redirectUri())))
        .containsEntry("error", "invalid_target");
    assertThat(
            linking
                .post(
                    "/oauth2/token",
                    Map.of(
                        "grant_type", "refresh_token", "refresh_token", "x", "resource", resource))
                .error())
        .isEqualTo("invalid_target");
  }

  private Map<DeviceId, Set<Action>> consent() {
    return Map.of(door, Set.of(Action.VIEW), garden, EnumSet.of(Action.VIEW, Action.EVENTS));
  }

  private Approval approve(String details) {
    return linking.approve(
        linking.attempt(Map.of("authorization_details", details)), "alice", consent());
  }

  private Page consentPage(String details) {
    return consentPage(linking.browser(), details);
  }

  private Page consentPage(PlainBrowser browser, String details) {
    Attempt attempt = linking.attempt(Map.of("authorization_details", details));
    return linking.logIn(browser, browser.open(attempt.address()), "alice");
  }

  private Answer refresh(String refreshToken, String details) {
    return linking.post(
        "/oauth2/token",
        Map.of(
            "grant_type",
            "refresh_token",
            "refresh_token",
            refreshToken,
            "authorization_details",
            details));
  }

  private static Map<String, String> codeForm(Approval approval) {
    Map<String, String> form = new HashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", approval.code());
    form.put("redirect_uri", approval.attempt().redirectUri());
    form.put("code_verifier", approval.attempt().codeVerifier());
    return form;
  }

  private static void assertCheck(String token, DeviceId device, Action action, String reason) {
    assertThat(Api.check(token, device, action).<String>path("reason")).isEqualTo(reason);
  }

  /** As text in the order of the devices, to compare with. */
  private static String details(Answer answer) {
    JsonNode all = answer.body().path("authorization_details");
    assertThat(all.isArray()).as(answer.body().toString()).isTrue();
    return details(
        java.util.stream.StreamSupport.stream(all.spliterator(), false)
            .map(JsonNode::toString)
            .toArray(String[]::new));
  }

  private static String details(String... elements) {
    return List.of(elements).stream().sorted().toList().toString();
  }

  private static String of(DeviceId device, String... actions) {
    return "{\"type\":\"hushkey_device\",\"identifier\":\"%s\",\"actions\":[%s]}"
        .formatted(device, quoted(actions));
  }

  private static String any(String... actions) {
    return "{\"type\":\"hushkey_device\",\"actions\":[%s]}".formatted(quoted(actions));
  }

  private static String quoted(String... words) {
    return "\"" + String.join("\",\"", words) + "\"";
  }
}
