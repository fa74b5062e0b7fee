package dev.hushkey.account.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.testing.EnglishTexts;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A text that is missing in a language would be shown in English, without a word from the build.
 */
class TextsTest {

  private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

  @ParameterizedTest
  @EnumSource(names = "ENGLISH", mode = EnumSource.Mode.EXCLUDE)
  void everyText_isInEveryLanguage(Language language) throws IOException {
    assertThat(translations(language).keySet()).isEqualTo(EnglishTexts.all().keySet());
  }

  @ParameterizedTest
  @EnumSource(names = "ENGLISH", mode = EnumSource.Mode.EXCLUDE)
  void everyText_hasTheSameParameters(Language language) throws IOException {
    Map<String, String> translations = translations(language);
    EnglishTexts.all()
        .forEach(
            (key, english) ->
                assertThat(parameters(translations.get(key)))
                    .as(key)
                    .isEqualTo(parameters(english)));
  }

  @ParameterizedTest
  @EnumSource(names = "ENGLISH", mode = EnumSource.Mode.EXCLUDE)
  void everyText_isTranslated(Language language) throws IOException {
    Map<String, String> translations = translations(language);
    EnglishTexts.all()
        .forEach((key, english) -> assertThat(translations.get(key)).as(key).isNotEqualTo(english));
    assertThat(translations.get("language")).isEqualTo(language.tag());
  }

  private static Set<String> parameters(String text) {
    Set<String> names = new TreeSet<>();
    PARAMETER.matcher(text).results().forEach(found -> names.add(found.group(1)));
    return names;
  }

  private static Map<String, String> translations(Language language) throws IOException {
    Properties file = new Properties();
    try (InputStream in =
        Texts.class.getResourceAsStream("/messages/msg_" + language.tag() + ".properties")) {
      file.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    Map<String, String> translations = new TreeMap<>();
    file.forEach((key, text) -> translations.put((String) key, (String) text));
    return translations;
  }
}
