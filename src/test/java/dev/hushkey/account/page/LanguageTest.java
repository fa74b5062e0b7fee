package dev.hushkey.account.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {

  @ParameterizedTest
  @CsvSource({
    "de, GERMAN",
    "de-CH, GERMAN",
    "de_AT, GERMAN",
    "DE, GERMAN",
    "fr-CA fr en, FRENCH",
    "pt-BR es en, SPANISH",
    "zh-Hant-TW en, ENGLISH"
  })
  void choose_askedFor_isTheFirstThatWeSpeak(String asked, Language language) {
    assertThat(Language.choose(List.of(asked), Optional.of("en"))).isEqualTo(language);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "es-MX,es;q=0.9,en;q=0.8 | SPANISH",
        "en;q=0.5,de;q=0.9 | GERMAN",
        "ja,fr;q=0.1 | FRENCH",
        "ja | ENGLISH",
        "* | ENGLISH"
      })
  void choose_nothingAskedFor_isWhatTheBrowserPrefers(String accepted, Language language) {
    assertThat(Language.choose(List.of(), Optional.of(accepted))).isEqualTo(language);
  }

  @Test
  void choose_askedForBothWays_takesTheFirst() {
    assertThat(Language.choose(List.of("fr", "de"), Optional.empty())).isEqualTo(Language.FRENCH);
  }

  @Test
  void choose_askedForWhatWeDoNotSpeak_isWhatTheBrowserPrefers() {
    assertThat(Language.choose(List.of("ja"), Optional.of("de"))).isEqualTo(Language.GERMAN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "%$!", "de;q=2", "\"><script>", "x-", "-", ";;;", "de;;q"})
  void choose_unreadable_countsAsNotSaid(String nonsense) {
    assertThat(Language.choose(List.of(nonsense), Optional.of(nonsense)))
        .isEqualTo(Language.ENGLISH);
  }

  @Test
  void choose_longerThanAnybodyMeans_isNotRead() {
    String flood = "de," + "x,".repeat(2000) + "de";
    assertThat(Language.choose(List.of(flood), Optional.empty())).isEqualTo(Language.ENGLISH);
  }
}
