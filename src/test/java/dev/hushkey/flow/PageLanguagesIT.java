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
import dev.hushkey.testing.Database;
import dev.hushkey.testing.EnglishTexts;
import dev.hushkey.testing.LinkedCamera;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page in the language of its reader, from the first page to the last. */
@OnStack
class PageLanguagesIT {

  /** Shorter pieces of a text, such as "Cancel", may well be in a word of another language. */
  private static final int TELLING = 12;

  private final Linking linking = new Linking(TestStack.current());

  @ParameterizedTest
  @ValueSource(strings = {"de", "fr", "es"})
  void everyPage_speaksTheLanguageOfTheBrowser_andNoEnglish(String language) {
    DeviceId linked = LinkedCamera.ofAlice().device();
    PlainBrowser browser =
        linking.browser().speaking(language + "-XX," + language + ";q=0.9,en;q=0.5");

    for (Page page : everyPage(browser, linked)) {
      assertThat(page.document().selectFirst("html").attr("lang"))
          .as(page.address().getPath())
          .isEqualTo(language);
      assertThat(page.headers()).containsEntry("content-language", List.of(language));
      assertThat(page.document().text())
          .as(page.address().getPath())
          .doesNotContain(english().toArray(CharSequence[]::new));
    }
  }

  @Test
  void language_askedForByOpenIdConnect_goesBeforeTheBrowsers_andOnToTheLogIn() {
    assertSpeaks("fr", "&ui_locales=fr-CA%20en");
  }

  @Test
  void language_askedForByGoogle_goesBeforeTheBrowsers_andOnToTheLogIn() {
    assertSpeaks("de", "&user_locale=de-DE");
  }

  /**
   * At log-in, on the page, after a button that shows it again, and after somebody else's log-in.
   */
  private void assertSpeaks(String language, String parameter) {
    Database.camera(People.ALICE, "X", "");
    PlainBrowser browser = linking.browser().speaking("es");
    URI address = URI.create(linking.attempt().address() + parameter);

    Page logIn = browser.open(address);
    assertThat(languageOf(logIn)).as(logIn.address().toString()).isEqualTo(language);

    Page consent = linking.logIn(browser, logIn, "alice");
    assertThat(languageOf(consent)).isEqualTo(language);
    assertThat(languageOf(linking.decide(browser, consent, "approve", Map.of())))
        .isEqualTo(language);

    Page nextLogIn = linking.decide(browser, consent, "log-out", Map.of());
    assertThat(languageOf(nextLogIn)).isEqualTo(language);
    assertThat(languageOf(linking.logIn(browser, nextLogIn, "bob"))).isEqualTo(language);
  }

  private static String languageOf(Page page) {
    return page.document().selectFirst("html").attr("lang");
  }

  private List<Page> everyPage(PlainBrowser browser, DeviceId linked) {
    Database.camera(People.ALICE, "X", "");
    Page consent = linking.logIn(browser, browser.open(linking.attempt().address()), "alice");
    List<Page> pages = new ArrayList<>(List.of(consent));
    pages.add(linking.decide(browser, consent, "approve", Map.of()));
    for (int i = 0; i < 4; i++) {
      Database.camera(People.ALICE, "Y", "");
    }
    pages.add(browser.open(linking.attempt().address()));
    pages.add(linking.decide(browser, pages.getLast(), "tick-view", Map.of()));
    pages.add(browser.post(consent.address(), List.of()));
    Page assistants = browser.open(at("/account/assistants"));
    pages.add(assistants);
    pages.add(linking.decide(browser, assistants, "narrow", Map.of()));
    pages.add(linking.decide(browser, assistants, "narrow", Map.of(linked, Set.of(Action.EVENTS))));
    Database.update(
        "update link set state = 'NEEDS_RELINK' where user_id = ? and state = 'ACTIVE'",
        People.ALICE);
    pages.add(browser.open(at("/account/assistants")));
    pages.add(browser.post(at("/account/assistants"), List.of()));
    pages.add(linking.decide(browser, assistants, "unlink", Map.of()));
    Database.removeCameras(People.ALICE);
    pages.add(browser.open(linking.attempt().address()));
    pages.add(
        linking.decide(
            browser, consent, "approve", Map.of(new DeviceId("gone"), Set.of(Action.VIEW))));
    pages.add(linking.decide(browser, assistants, "log-out", Map.of()));
    pages.add(browser.open(at("/oauth2/authorize?client_id=nobody")));
    pages.add(browser.open(at("/oauth2/login-failed?error=x")));
    return pages;
  }

  private static List<String> english() {
    return EnglishTexts.all().values().stream()
        .flatMap(text -> Stream.of(text.split("\\{\\w+}")))
        .map(String::strip)
        .filter(piece -> piece.length() >= TELLING)
        .toList();
  }

  private URI at(String path) {
    return URI.create(linking.issuer() + path);
  }
}
