package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.fixture.PlainBrowser.Page;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What users see and change of their own links, and nobody else of theirs. */
@OnStack
class ConnectedAssistantsIT {

  private final Linking linking = new Linking(TestStack.current());
  private final PlainBrowser browser = linking.browser();

  @BeforeEach
  void forgetEarlierLinks() {
    Database.removeCameras(People.ALICE);
    Database.update("update link set state = 'REVOKED' where state <> 'REVOKED'");
  }

  @Test
  void page_withoutLinks_saysSo() {
    Page page = open("alice");

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.document().select("h1").text()).isEqualTo("No voice assistant is connected");
    assertThat(page.document().select("section.link")).isEmpty();
  }

  @Test
  void page_showsOwnLinksAndNobodyElses() {
    LinkedCamera alices = LinkedCamera.ofAlice();
    LinkedCamera bobs = LinkedCamera.ofBob();

    Page page = open("alice");

    assertThat(page.document().select("section.link h2").eachText())
        .containsExactly("Amazon Alexa");
    assertThat(ticked(page))
        .containsExactlyInAnyOrder(alices.device() + "/events", alices.device() + "/view");
    assertThat(page.body())
        .doesNotContain(bobs.device().value())
        .doesNotContain(bobs.link().toString());
  }

  @Test
  void page_withoutLogIn_isNotShown() {
    LinkedCamera alices = LinkedCamera.ofAlice();

    Page page = browser.open(address());

    assertThat(page.document().selectFirst("form#kc-form-login")).isNotNull();
    assertThat(page.body()).doesNotContain(alices.device().value());
  }

  @Test
  void narrow_isInForceForTheNextCheckAndHandout() {
    LinkedCamera camera = LinkedCamera.ofAlice().granted();
    Page page = open("alice");
    assertThat(camera.allows(Action.VIEW)).isTrue();

    Page answer = narrow(page, camera.link(), List.of(camera.device() + "/events"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.document().select("[role=status]").text()).contains("Saved");
    assertThat(ticked(answer)).containsExactly(camera.device() + "/events");
    assertThat(camera.allows(Action.VIEW)).isFalse();
    assertThat(camera.allows(Action.EVENTS)).isTrue();
    assertThat(Api.handOut(People.ALICE, camera.device(), Action.VIEW).<String>path("reason"))
        .isEqualTo("action-not-granted");
    assertThat(Api.handOut(People.ALICE, camera.device(), Action.EVENTS).statusCode())
        .isEqualTo(200);
    assertThat(recorded(camera.link(), "link-narrowed"))
        .isEqualTo("user:" + People.ALICE + " " + camera.device() + ": events");
  }

  @Test
  void narrow_aWholeDevice_endsItsGrantAlone() {
    DeviceId door = Api.newCamera(People.ALICE);
    DeviceId garden = Api.newCamera(People.ALICE);
    String token =
        linking
            .link("alice", Map.of(door, Set.of(Action.VIEW), garden, Set.of(Action.VIEW)))
            .accessToken();

    narrow(open("alice"), Database.activeLink(People.ALICE), List.of(garden + "/view"));

    assertThat(reason(token, door)).isEqualTo("device-not-granted");
    assertThat(Api.check(token, garden, Action.VIEW).<Boolean>path("allowed")).isTrue();
    assertThat(
            Database.text("select end_reason from device_grant where device_id = ?", door.value()))
        .isEqualTo("narrowed-by-user");
  }

  @Test
  void narrow_cannotWiden() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    DeviceId notLinked = Api.newCamera(People.ALICE);
    DeviceId bobs = Api.newCamera(People.BOB);

    narrow(
        open("alice"),
        camera.link(),
        List.of(
            camera.device() + "/view",
            camera.device() + "/control",
            notLinked + "/view",
            bobs + "/view"));

    assertThat(camera.allows(Action.VIEW)).isTrue();
    assertThat(camera.allows(Action.CONTROL)).isFalse();
    assertThat(reason(camera.accessToken(), notLinked)).isEqualTo("device-not-granted");
    assertThat(
            Database.text(
                "select count(*) from device_grant where device_id = any (?::text[])",
                "{" + notLinked + "," + bobs + "}"))
        .isEqualTo("0");
  }

  @Test
  void narrow_nothingKept_asksAgainAndChangesNothing() {
    LinkedCamera camera = LinkedCamera.ofAlice();

    Page answer = narrow(open("alice"), camera.link(), List.of());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.document().select("[role=alert]").text()).contains("Disconnect");
    assertThat(camera.allows(Action.VIEW)).isTrue();
  }

  @Test
  void narrow_formOfBeforeAnEarlierNarrowing_givesNothingBack() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Page page = open("alice");
    narrow(page, camera.link(), List.of(camera.device() + "/events"));

    narrow(page, camera.link(), List.of(camera.device() + "/view", camera.device() + "/events"));

    assertThat(camera.allows(Action.VIEW)).isFalse();
  }

  @Test
  void linkOfSomebodyElse_inAForm_isLeftAlone() {
    LinkedCamera.ofAlice();
    LinkedCamera bobs = LinkedCamera.ofBob();
    Page page = open("alice");

    Page narrowed = narrow(page, bobs.link(), List.of(bobs.device() + "/events"));
    Page unlinked = unlink(page, bobs.link());

    for (Page answer : List.of(narrowed, unlinked)) {
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.document().select("h1").text()).isEqualTo("This page is out of date");
    }
    assertThat(bobs.allows(Action.VIEW)).isTrue();
    assertThat(bobs.allows(Action.EVENTS)).isTrue();
    assertThat(bobs.recorded("link-ended", "done")).isZero();
  }

  @Test
  void unlink_endsEverythingOnTheLink() {
    DeviceId door = Api.newCamera(People.ALICE);
    Linking.Tokens tokens = linking.link("alice", Map.of(door, Set.of(Action.VIEW)));
    UUID link = Database.activeLink(People.ALICE);
    LinkedCamera camera =
        new LinkedCamera(People.ALICE, door, tokens.accessToken(), link).granted();
    assertThat(camera.stored("sealed")).startsWith("vault:");

    Page answer = unlink(open("alice"), link);

    assertThat(answer.document().select("[role=status]").text()).contains("Disconnected");
    assertThat(answer.document().select("section.link")).isEmpty();
    assertThat(linking.refresh(tokens.refreshToken()).error()).isEqualTo("invalid_grant");
    assertThat(camera.allows(Action.VIEW)).isFalse();
    assertThat(Api.handOut(People.ALICE, door, Action.VIEW).<String>path("reason"))
        .isEqualTo("link-revoked");
    assertThat(camera.stored("sealed")).isNull();
    assertThat(Database.text("select ended_at is null from device_grant where link_id = ?", link))
        .isEqualTo("f");
    assertThat(recorded(link, "link-ended"))
        .isEqualTo("user:" + People.ALICE + " unlinked-by-user");
  }

  @Test
  void unlink_twice_saysThatThePageIsOutOfDate() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Page page = open("alice");
    unlink(page, camera.link());

    Page again = unlink(page, camera.link());

    assertThat(again.status()).isEqualTo(400);
    assertThat(again.document().select("main a").attr("href")).startsWith("/account/assistants");
    assertThat(camera.recorded("link-ended", "done")).isEqualTo(1);
  }

  @Test
  void linkThatWasCutOff_isNotShown() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Page before = open("alice");

    Api.revoke(Map.of("link", camera.link().toString())).then().statusCode(200);

    assertThat(browser.open(address()).document().select("section.link")).isEmpty();
    assertThat(narrow(before, camera.link(), List.of(camera.device() + "/view")).status())
        .isEqualTo(400);
  }

  @Test
  void cameraGivenAway_isNotShown() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Api.own(camera.device(), People.BOB).then().statusCode(200);

    Page page = open("alice");

    assertThat(ticked(page)).isEmpty();
    assertThat(page.document().select("section.link").text()).contains("none of your cameras");
    assertThat(page.body()).doesNotContain(camera.device().value());
  }

  @Test
  void linkThatNeedsRelink_saysWhatToDo() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    Database.update("update link set state = 'NEEDS_RELINK' where id = ?", camera.link());

    assertThat(open("alice").document().select("section.link .error").text())
        .contains("has to be connected again");
  }

  @Test
  void lastUse_isTheLatestOfRefreshCheckAndHandout() {
    DeviceId door = Api.newCamera(People.ALICE);
    Linking.Tokens tokens = linking.link("alice", Map.of(door, Set.of(Action.VIEW)));
    assertThat(facts(open("alice"))).endsWith("Not used yet");

    Api.check(tokens.accessToken(), door, Action.CONTROL).then().statusCode(200);
    assertThat(facts(browser.open(address()))).endsWith("Not used yet");

    Api.check(tokens.accessToken(), door, Action.VIEW).then().statusCode(200);
    assertThat(facts(browser.open(address()))).endsWith("Last used less than an hour ago");
  }

  @Test
  void lastUse_withoutAnyRecord_isTheLastRefresh() {
    DeviceId door = Api.newCamera(People.ALICE);
    Linking.Tokens tokens = linking.link("alice", Map.of(door, Set.of(Action.VIEW)));
    linking.refresh(tokens.refreshToken()).tokens();
    Database.update(
        "update refresh_token set last_used_at = clock_timestamp() - interval '5 days 1 hour'"
            + " where link_id = ?",
        Database.activeLink(People.ALICE));

    assertThat(facts(open("alice"))).endsWith("Last used 6 days ago");
  }

  @Test
  void logOut_endsTheLogInHereAndAtKeycloak() {
    Page page = open("alice");

    Page out = press(page, "log-out", List.of());

    assertThat(out.document().select("h1").text()).isEqualTo("You are logged out");
    assertThat(browser.open(address()).document().selectFirst("form#kc-form-login")).isNotNull();
  }

  private Page open(String user) {
    return linking.logIn(browser, browser.open(address()), user);
  }

  private URI address() {
    return URI.create(linking.issuer() + "/account/assistants");
  }

  private Page narrow(Page page, UUID link, List<String> kept) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    fields.add(Map.entry("link", link.toString()));
    kept.forEach(tick -> fields.add(Map.entry("grant", tick)));
    return press(page, "narrow", fields);
  }

  private Page unlink(Page page, UUID link) {
    return press(page, "unlink", List.of(Map.entry("link", link.toString())));
  }

  /** With the token of the page, and whatever else the test says. */
  private Page press(Page page, String decision, List<Map.Entry<String, String>> more) {
    Element form = page.document().selectFirst("form");
    List<Map.Entry<String, String>> fields = new ArrayList<>(more);
    fields.add(Map.entry("decision", decision));
    fields.add(Map.entry("csrf", form.select("input[name=csrf]").attr("value")));
    return browser.post(page.address().resolve(form.attr("action")), fields);
  }

  private static List<String> ticked(Page page) {
    return page.document().select("input[name=grant][checked]").eachAttr("value");
  }

  private static String facts(Page page) {
    return page.document().select(".facts").text();
  }

  private static String reason(String token, DeviceId device) {
    return Api.check(token, device, Action.VIEW).path("reason");
  }

  private static String recorded(UUID link, String kind) {
    return Database.text(
        "select actor || ' ' || detail from audit_event where link_id = ? and kind = ?",
        link,
        kind);
  }
}
