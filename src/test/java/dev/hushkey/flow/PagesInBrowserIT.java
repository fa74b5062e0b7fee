package dev.hushkey.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.sun.net.httpserver.HttpServer;
import dev.hushkey.account.turn.HeldLogIns;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.People;
import dev.hushkey.testing.Chromium;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.LinkedCamera;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Our pages as people meet them, in a real browser: on narrow phones, in large print, light and
 * dark, by keyboard, read aloud (axe-core knows what that takes). Leaves pictures in
 * target/screenshots.
 */
@OnStack
class PagesInBrowserIT {

  private static final int NARROWEST = 320;
  private static final int PHONE = 360;
  private static final int DESKTOP = 1280;
  private static final int HEIGHT = 800;
  private static final String LONG_NAME =
      "Donaudampfschifffahrtsgesellschaftskapitänskajütenüberwachungskamera am Bootssteg unten links";

  private static Chromium chromium;
  private static HttpServer assistant;

  @Inject Pool pool;

  private final Linking linking = new Linking(TestStack.current());
  private final List<String> complaints = new ArrayList<>();
  private Page page;

  @BeforeAll
  static void openBrowserAndAssistant() throws IOException {
    chromium = Chromium.start();
    int port = TestStack.current().ports().assistant();
    assistant = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    assistant.createContext(
        "/",
        exchange -> {
          // what stands behind "frame=" is shown inside a frame
          String query = exchange.getRequestURI().getQuery();
          String frame = query != null && query.startsWith("frame=") ? query.substring(6) : "";
          String html = "<!DOCTYPE html><title>x</title><iframe src=\"" + frame + "\"></iframe>";
          byte[] body = html.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
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
  void openWindow() {
    Database.removeCameras(People.ALICE);
    Database.update("update link set state = 'REVOKED' where state <> 'REVOKED'");
    page = chromium.window(PHONE, HEIGHT, ColorScheme.LIGHT);
    page.onConsoleMessage(
        message -> {
          if (message.text().contains("Content Security Policy")) {
            complaints.add(message.text());
          }
        });
    page.onDialog(
        dialog -> {
          complaints.add("a script ran: " + dialog.message());
          dialog.dismiss();
        });
  }

  @AfterEach
  void nothingWasInjectedOrBlocked() {
    page.context().close();
    assertThat(complaints).isEmpty();
  }

  @Test
  void everyPageOnTheWayToALink_isForEverybody() {
    Database.camera(People.ALICE, "Front door", "Porch");
    Database.camera(People.ALICE, LONG_NAME, "Untergeschoss hinter dem Heizungskeller");
    logIn(linking.attempt().address());
    inspect("consent");
    button("Allow").click();
    inspect("consent-nothing-ticked");

    for (int i = 1; i <= 12; i++) {
      Database.camera(People.ALICE, "Camera " + i, i % 3 == 0 ? "" : "Floor " + i % 3);
    }
    page.navigate(linking.attempt().address().toString());
    inspect("consent-many");

    Database.removeCameras(People.ALICE);
    page.navigate(linking.attempt().address().toString());
    inspect("consent-no-cameras");

    page.navigate(linking.issuer() + "/oauth2/authorize?client_id=nobody");
    inspect("broken-link");
    page.navigate(linking.issuer() + "/oauth2/login-failed?error=access_denied");
    inspect("login-failed");
  }

  @Test
  void everyPageOfTheAccount_isForEverybody() {
    logIn(account());
    inspect("assistants-none");

    DeviceId door = Database.camera(People.ALICE, "Front door", "Porch");
    DeviceId other = Database.camera(People.ALICE, LONG_NAME, "");
    linking.link(
        "alice", Map.of(door, Set.of(Action.values()), other, Set.of(Action.EVENTS, Action.VIEW)));
    page.navigate(account().toString());
    inspect("assistants");
    page.locator("summary").click();
    inspect("assistants-disconnect");
    for (Locator box : page.locator("input[type=checkbox]").all()) {
      box.uncheck();
    }
    button("Save changes").click();
    inspect("assistants-nothing-kept");
    page.locator("input[value='" + other + "/view']").uncheck();
    button("Save changes").click();
    inspect("assistants-saved");
    Database.update("update link set state = 'NEEDS_RELINK' where state = 'ACTIVE'");
    page.navigate(account().toString());
    inspect("assistants-relink");

    Database.update("update link set state = 'REVOKED' where state <> 'REVOKED'");
    page.locator("summary").click();
    button("Yes, disconnect Amazon Alexa").click();
    inspect("assistants-out-of-date");

    page.navigate(account().toString());
    button("Log out").click();
    page.waitForURL("**/oauth2/logged-out**");
    inspect("logged-out");
  }

  @Test
  void waitingPage_isForEverybody_andGoesOnToTheLogIn() {
    HeldLogIns.hold(pool);
    HeldLogIns.crowd(100);
    page.navigate(linking.attempt().address().toString());
    inspect("waiting");
    page.navigate(linking.attempt(Map.of("ui_locales", "de")).address().toString());
    inspect("waiting-de");
    HeldLogIns.crowd(3);

    page.navigate(account().toString());
    HeldLogIns.crowdGoes();

    page.waitForSelector("#kc-login");
    HeldLogIns.crowd(200);
    page.context().clearCookies();
    page.navigate(linking.attempt(Map.of("ui_locales", "de")).address().toString());
    inspect("crowded-de");
    HeldLogIns.letGo();
  }

  @Test
  void everyPageThatRefuses_isForEverybody() {
    DeviceId door = Database.camera(People.ALICE, "Front door", "Porch");
    Linking.Attempt attempt = linking.attempt();
    String uri =
        linking
            .post("/oauth2/par", Linking.query(attempt.address()))
            .body()
            .path("request_uri")
            .asText();
    String address =
        linking.issuer()
            + "/oauth2/authorize?client_id="
            + Linking.CLIENT_ID
            + "&request_uri="
            + URLEncoder.encode(uri, StandardCharsets.UTF_8);
    logIn(URI.create(address));
    page.locator("input[value='" + door + "/view']").check();
    button("Allow").click();
    page.waitForURL(attempt.redirectUri() + "?**");
    String code = Linking.query(URI.create(page.url())).get("code");
    page.navigate(address);
    assertThat(page.url()).startsWith(attempt.redirectUri()).contains(code);
    Database.update("update authorization_code set expires_at = clock_timestamp()");
    page.navigate(address);
    inspect("answered");
    assertThat(page.locator(".next a").getAttribute("href")).startsWith(attempt.redirectUri());

    page.navigate(linking.issuer() + "/account/nothing");
    inspect("not-found");
    page.navigate(linking.issuer() + "/oauth2/authorize?state=" + "x".repeat(9000));
    inspect("address-too-long");
    page.context()
        .addCookies(
            IntStream.range(0, 8)
                .mapToObj(i -> new Cookie("other" + i, "x".repeat(4000)).setUrl(linking.issuer()))
                .toList());
    page.navigate(linking.issuer() + "/account/assistants");
    inspect("too-many-cookies");
  }

  /** In both colour schemes, at all widths, in large print. */
  private void inspect(String name) {
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      String suffix = "-" + scheme.name().toLowerCase();
      page.setViewportSize(DESKTOP, HEIGHT);
      picture(name + "-desktop" + suffix);
      page.setViewportSize(PHONE, HEIGHT);
      picture(name + "-phone" + suffix);
      assertThat(violations()).as(name + suffix).isEmpty();
    }
    assertFits(name, PHONE);
    assertFits(name, NARROWEST);
    // Text alone twice as large; a zoom of 200 % on 640 pixels is the narrowest phone above.
    page.evaluate("document.documentElement.style.fontSize = '200%'");
    assertFits(name + " in large print", PHONE);
    page.evaluate("document.documentElement.style.fontSize = ''");
    page.setViewportSize(PHONE, HEIGHT);
  }

  private void assertFits(String name, int width) {
    page.setViewportSize(width, HEIGHT);
    assertThat(page.evaluate("document.documentElement.scrollWidth")).as(name).isEqualTo(width);
  }

  private List<String> violations() {
    return new AxeBuilder(page)
        .setLegacyMode(true).analyze().getViolations().stream()
            .map(PagesInBrowserIT::describe)
            .toList();
  }

  private static String describe(Rule rule) {
    return rule.getId()
        + ": "
        + rule.getHelp()
        + " "
        + rule.getNodes().stream().map(node -> node.getHtml()).toList();
  }

  @Test
  void manyCameras_areTickedAtOnce_andTheEnterKeyAllows() {
    for (int i = 0; i < 6; i++) {
      Database.camera(People.ALICE, "Camera " + i, "");
    }
    Linking.Attempt attempt = linking.attempt();
    logIn(attempt.address());
    page.locator("input[value$='/control']").first().check();

    button("Tick all Live picture").click();

    assertThat(page.locator("input[value$='/view']:checked").count()).isEqualTo(6);
    assertThat(page.locator("input[value$='/events']:checked").count()).isZero();
    assertThat(page.locator("input[value$='/control']:checked").count()).isEqualTo(1);
    button("Clear all Live picture").click();
    assertThat(page.locator("input:checked").count()).isEqualTo(1);

    page.locator("input[value$='/events']").first().focus();
    page.keyboard().press("Space");
    page.keyboard().press("Enter");
    page.waitForURL(attempt.redirectUri() + "?**");
    assertThat(Linking.query(URI.create(page.url()))).containsKey("code");
  }

  @Test
  void disconnecting_byKeyboardAlone() {
    LinkedCamera camera = LinkedCamera.ofAlice();
    logIn(account());

    page.locator("summary").focus();
    page.keyboard().press("Enter");
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");

    assertThat(page.getByRole(AriaRole.STATUS).textContent()).contains("Disconnected");
    assertThat(camera.recorded("link-ended", "done")).isEqualTo(1);
  }

  @Test
  void boxes_areCalledAfterCameraAndAction() {
    Database.camera(People.ALICE, "Front door", "Porch");
    logIn(linking.attempt().address());

    Locator camera =
        page.getByRole(AriaRole.GROUP, new Page.GetByRoleOptions().setName("Front door"));
    Locator box =
        camera.getByRole(AriaRole.CHECKBOX, new Locator.GetByRoleOptions().setName("Live picture"));
    assertThat(box.count()).isEqualTo(1);
    assertThat(page.locator("label").first().boundingBox().height).isGreaterThanOrEqualTo(44);
  }

  @Test
  void clickjacking_noPageIsShownInAFrame() {
    LinkedCamera.ofAlice();
    logIn(account());

    for (String path : List.of("/account/assistants", "/oauth2/authorize", "/oauth2/logged-out")) {
      page.navigate(TestStack.current().assistantAddress() + "/?frame=" + linking.issuer() + path);
      assertThat(page.frames()).hasSize(2);
      assertThat(page.frames().getLast().url()).as(path).startsWith("chrome-error:");
    }
    complaints.removeIf(complaint -> complaint.contains("frame-ancestors"));
  }

  @Test
  void markup_inNames_runsNothing() {
    String markup = "<img src=x onerror=alert(1)><script>alert(2)</script>\" onfocus=alert(3) x=\"";
    DeviceId camera = Database.camera(People.ALICE, markup, markup);
    logIn(linking.attempt().address());
    assertThat(page.locator("legend").textContent()).contains(markup);

    linking.link("alice", Map.of(camera, Set.of(Action.VIEW)));
    page.navigate(account().toString());
    assertThat(page.locator("legend").textContent()).contains(markup);
  }

  /** Right-to-left letters and overrides turn nothing but themselves; copies are told apart. */
  @Test
  void names_standForThemselves() {
    String turned = "\u202egnidliub";
    Database.camera(People.ALICE, turned, "\u05e7\u05d5\u05de\u05d4");
    DeviceId first = Database.camera(People.ALICE, "Garden", "");
    DeviceId second = Database.camera(People.ALICE, "Garden\u200b", "");
    Database.camera(People.ALICE, "Garden", "Shed");
    DeviceId linked = Database.camera(People.ALICE, "Door", "");
    DeviceId twin = Database.camera(People.ALICE, "door", "");
    logIn(linking.attempt().address());
    inspect("consent-names");

    for (DeviceId alike : List.of(first, second, linked, twin)) {
      assertThat(legendOf(alike)).contains(alike.value());
    }
    assertThat(page.locator("legend").allTextContents().toString().split("camera-", -1)).hasSize(5);
    for (Locator name : page.locator("legend bdi").all()) {
      assertThat(name.evaluate("e => getComputedStyle(e).unicodeBidi")).isEqualTo("isolate");
    }
    assertThat(page.locator("legend bdi").count()).isGreaterThanOrEqualTo(6);

    linking.link("alice", Map.of(linked, Set.of(Action.VIEW), twin, Set.of(Action.VIEW)));
    page.navigate(account().toString());
    inspect("assistants-names");
    assertThat(legendOf(twin)).contains(twin.value());
  }

  private String legendOf(DeviceId device) {
    return page.locator("fieldset:has(input[value^='" + device + "/']) legend").textContent();
  }

  private void logIn(URI address) {
    page.navigate(address.toString());
    page.locator("#username").fill("alice");
    page.locator("#password").fill(TestStack.current().keycloak().password("alice"));
    page.locator("#kc-login").click();
    page.waitForURL(url -> url.startsWith(linking.issuer()));
  }

  private Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  private URI account() {
    return URI.create(linking.issuer() + "/account/assistants");
  }

  private void picture(String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setFullPage(true)
            .setPath(Path.of("target/screenshots", name + ".png")));
  }
}
