package dev.hushkey.account.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.TestAssistants;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VendorWordingTest {

  private static final Map<String, String> WORDING = Map.of("en", "You agree", "de", "Sie stimmen");

  @Test
  void of_aLanguageThatTheVendorGives_isInThatLanguage() {
    assertThat(VendorWording.of(saying(WORDING), Language.GERMAN))
        .isEqualTo(new VendorWording("Sie stimmen", "de"));
  }

  @Test
  void of_anotherLanguage_isEnglishAndSaysSo() {
    assertThat(VendorWording.of(saying(WORDING), Language.FRENCH))
        .isEqualTo(new VendorWording("You agree", "en"));
  }

  @Test
  void of_aVendorWithoutWording_isEmpty() {
    assertThat(VendorWording.of(saying(Map.of()), Language.FRENCH).text()).isEmpty();
  }

  private static Assistant saying(Map<String, String> wording) {
    return TestAssistants.withWording(TestAssistants.alexa(), wording);
  }
}
