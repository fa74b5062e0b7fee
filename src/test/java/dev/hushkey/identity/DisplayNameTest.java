package dev.hushkey.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " \t",
        "\u00a0\u2003\u3000",
        "\u200b",
        "\u200e\u202e\u2066\u2069",
        "\u2060\ufeff\u00ad",
        "\u3164\u115f\u1160\uffa0",
        "\u2800",
        "\ufe0f",
        "\ud834\udd73",
        "\udb40\udc41\udb40\udd00"
      })
  void nothingToSee_isNotVisible(String text) {
    assertThat(DisplayName.isVisible(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        ".",
        "\u200b1",
        "\u05d3\u05dc\u05ea",
        "\u9580",
        "\ud83d\udc68\u200d\ud83d\udc67"
      })
  void somethingToSee_isVisible(String text) {
    assertThat(DisplayName.isVisible(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "front door",
        " Front  door",
        "Front\u00a0door",
        "Fro\u200bnt d\u202eoor",
        "Ｆront door"
      })
  void namesThatLookAlike_haveOneLook(String text) {
    assertThat(DisplayName.look(text)).isEqualTo(DisplayName.look("Front door"));
  }

  @Test
  void differentNames_lookDifferent() {
    assertThat(DisplayName.look("Front door")).isNotEqualTo(DisplayName.look("Front door 2"));
  }

  @Test
  void longName_isCutBetweenCharacters() {
    assertThat(DisplayName.shorten("abc", 3)).isEqualTo("abc");
    assertThat(DisplayName.shorten("\ud83d\udc68".repeat(4), 3))
        .isEqualTo("\ud83d\udc68".repeat(2) + "…");
  }

  @Test
  void nameOfAnotherDirection_turnsNothingAroundIt() {
    assertThat(DisplayName.isolate("Alexa")).isEqualTo("Alexa");
    assertThat(DisplayName.isolate("\u05d3\u05dc\u05ea"))
        .isEqualTo("\u2068\u05d3\u05dc\u05ea\u2069");
    assertThat(DisplayName.isolate("a\u202eb")).isEqualTo("\u2068a\u202eb\u2069");
  }
}
