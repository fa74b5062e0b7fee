package dev.hushkey.account.consent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.account.page.VendorWording;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.UserId;
import dev.hushkey.ownership.OwnedDevice;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.EnglishTexts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** What the consent page makes of words that no other test's set-up has. */
@OnStack
class ConsentTemplateIT {

  private static final String MARKUP = "<img src=x onerror=alert(1)>";

  @Test
  void wordingOfTheVendor_standsWordForWordBeforeTheButtons_inItsOwnLanguage() {
    Document page = render("Alexa", "alice", new VendorWording("Say <this> & \"that\".", "en"));

    assertThat(page.select("p.wording").text()).isEqualTo("Say <this> & \"that\".");
    assertThat(page.select("p.wording").attr("lang")).isEqualTo("en");
    assertThat(page.select("p.wording + .decision button[value=approve]")).hasSize(1);
    assertThat(page.select("html").attr("lang")).isEqualTo("fr");
  }

  @Test
  void vendorWithoutWording_leavesNoGap() {
    assertThat(render("Alexa", "alice", new VendorWording("", "en")).select(".wording")).isEmpty();
  }

  @Test
  void markup_inTheNamesOfAssistantAndPerson_isShownAsText() {
    Document page = render(MARKUP, MARKUP, new VendorWording(MARKUP, "en"));

    assertThat(page.select("img")).isEmpty();
    assertThat(page.select(".who strong").text()).isEqualTo(MARKUP);
    assertThat(page.select("h1").text()).contains(MARKUP);
    assertThat(page.title()).contains(MARKUP);
  }

  private static Document render(String assistant, String person, VendorWording wording) {
    ConsentView.Frame frame =
        new ConsentView.Frame(
            assistant, person, "/account/consent", "token", wording, EnglishTexts.texts());
    OwnedDevice door = new OwnedDevice(new DeviceId("door"), new UserId("a"), 1, "Door", "");
    ConsentView view =
        ConsentView.of(
            frame,
            new AlreadyConnected("", "", List.of()),
            new ConsentOptions(
                List.of(new ConsentOptions.DeviceOption(door, Set.of(Action.values())))),
            Map.of(),
            false);
    return Jsoup.parse(ConsentPage.consent(view).setLocale("fr").render());
  }
}
