package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.sun.net.httpserver.HttpServer;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Chromium;
import dev.hushkey.testing.Database;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link made by a person in a real browser. Leaves pictures in target/screenshots. */
@OnStack
class LinkInBrowserIT {

  private static final int PHONE_WIDTH = 390;
  private static final int PHONE_HEIGHT = 844;
  private static final int DESKTOP_WIDTH = 1280;
  private static final int DESKTOP_HEIGHT = 900;

  private static Chromium chromium;
  private static HttpServer assistant;

  private final Linking linking = new Linking(TestStack.current());
  private final List<String> complaints = new ArrayList<>();
  private DeviceId door;
  private DeviceId garden;
  private DeviceId nursery;

  @BeforeAll
  static void openBrowserAndAssistant() throws IOException {
    chromium = Chromium.start();
    int port = TestStack.current().ports().assistant();
    assistant = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    assistant.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    assistant.start();
  }

  @AfterAll
  static void closeBrowserAndAssistant() {
    assistant.stop(0);
    chromium.close();
  }

  @BeforeEach
  void giveAliceThreeCamerasAndNoLink() {
    // the page of somebody who is linked already is longer
    Database.endLinks(People.ALICE);
    Database.removeCameras(People.ALICE);
    door = Database.camera(People.ALICE, "Front door", "Porch");
    garden = Database.camera(People.ALICE, "Garden", "");
    nursery = Database.camera(People.ALICE, "<i>Nursery</i> & \"play room\"", "First floor");
  }

  @Test
  void approve_twoOfThreeCameras_linksTheseTwo() {
    Linking.Attempt attempt = linking.attempt();
    Page page = openConsent(phone(ColorScheme.LIGHT), attempt, "alice");
    picture(page, "consent-phone-light");

    box(page, door, "view").check();
    box(page, door, "events").check();
    box(page, garden, "events").check();
    picture(page, "consent-phone-light-ticked");
    page.getByText("Allow", new Page.GetByTextOptions().setExact(true)).click();
    page.waitForURL(attempt.redirectUri() + "?**");

    Map<String, String> answer = Linking.query(URI.create(page.url()));
    assertThat(answer).containsEntry("state", attempt.state());
    assertThat(answer).containsEntry("iss", linking.issuer());
    Linking.Tokens tokens =
        linking.exchange(new Linking.Approval(attempt, answer.get("code"))).tokens();
    assertThat(tokens.accessToken()).isNotEmpty();
    assertThat(granted(door)).isEqualTo("{events,view}");
    assertThat(granted(garden)).isEqualTo("{events}");
    assertThat(granted(nursery)).isNull();
    assertThat(complaints).isEmpty();
  }

  @Test
  void cancel_onTheConsentPage_tellsTheAssistant() {
    Linking.Attempt attempt = linking.attempt();
    Page page = openConsent(desktop(ColorScheme.DARK), attempt, "alice");
    picture(page, "consent-desktop-dark");

    page.getByText("Cancel", new Page.GetByTextOptions().setExact(true)).click();
    page.waitForURL(attempt.redirectUri() + "?**");

    assertThat(Linking.query(URI.create(page.url())))
        .containsEntry("error", "access_denied")
        .containsEntry("state", attempt.state())
        .containsEntry("iss", linking.issuer())
        .doesNotContainKey("code");
    assertThat(complaints).isEmpty();
  }

  @Test
  void approve_withNothingTicked_asksAgain() {
    Page page = openConsent(phone(ColorScheme.DARK), linking.attempt(), "alice");

    page.getByText("Allow", new Page.GetByTextOptions().setExact(true)).click();

    assertThat(page.getByRole(AriaRole.ALERT).textContent()).contains("Tick at least one box");
    picture(page, "nothing-ticked-phone-dark");
  }

  @Test
  void page_isUsableByKeyboardAlone() {
    Linking.Attempt attempt = linking.attempt();
    Page page = openConsent(desktop(ColorScheme.LIGHT), attempt, "alice");

    box(page, door, "events").focus();
    page.keyboard().press("Space");
    picture(page, "consent-desktop-light-focus");
    page.keyboard().press("Enter");
    page.waitForURL(attempt.redirectUri() + "?**");

    assertThat(Linking.query(URI.create(page.url()))).containsKey("code");
  }

  @Test
  void page_onANarrowPhone_needsNoSidewaysScrolling() {
    Page page = chromium.window(320, PHONE_HEIGHT, ColorScheme.LIGHT);
    openConsent(page, linking.attempt(), "alice");

    assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(320);
    assertThat(page.locator("label").first().boundingBox().height).isGreaterThanOrEqualTo(44);
  }

  @Test
  void personWithoutCameras_canOnlyCancel() {
    Database.removeCameras(People.BOB);
    Linking.Attempt attempt = linking.attempt();
    Page page = openConsent(phone(ColorScheme.LIGHT), attempt, "bob");
    picture(page, "no-cameras-phone-light");

    assertThat(page.locator("button[value=approve]").count()).isZero();
    page.getByText("Cancel", new Page.GetByTextOptions().setExact(true)).click();
    page.waitForURL(attempt.redirectUri() + "?**");

    assertThat(Linking.query(URI.create(page.url()))).containsEntry("error", "access_denied");
  }

  @Test
  void brokenLink_isExplainedOnAPageOfOurs() {
    Page page = phone(ColorScheme.DARK);
    page.navigate(linking.issuer() + "/oauth2/authorize?client_id=nobody");
    picture(page, "broken-link-phone-dark");

    assertThat(page.locator("h1").textContent()).isEqualTo("This link does not work");
  }

  private Page phone(ColorScheme colours) {
    return listen(chromium.window(PHONE_WIDTH, PHONE_HEIGHT, colours));
  }

  private Page desktop(ColorScheme colours) {
    return listen(chromium.window(DESKTOP_WIDTH, DESKTOP_HEIGHT, colours));
  }

  /** Content Security Policy speaks through the console. */
  private Page listen(Page page) {
    page.onConsoleMessage(
        message -> {
          if (message.text().contains("Content Security Policy")) {
            complaints.add(message.text());
          }
        });
    return page;
  }

  private Page openConsent(Page page, Linking.Attempt attempt, String user) {
    page.navigate(attempt.address().toString());
    page.locator("#username").fill(user);
    page.locator("#password").fill(TestStack.current().keycloak().password(user));
    page.locator("#kc-login").click();
    page.waitForURL("**/account/consent?**");
    return page;
  }

  private static Locator box(Page page, DeviceId device, String action) {
    return page.locator("input[value='" + device + "/" + action + "']");
  }

  private static String granted(DeviceId device) {
    return Database.text(
        "select actions::text from current_device_grant where device_id = ? and live",
        device.value());
  }

  private static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target/screenshots", name + ".png")));
  }
}
