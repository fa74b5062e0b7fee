package dev.hushkey.account.page;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The languages that our pages speak. Another one is a line here and a file of messages. */
public enum Language {
  ENGLISH("en"),
  GERMAN("de"),
  FRENCH("fr"),
  SPANISH("es");

  /** More than enough for anyone's languages; anything longer is ignored. */
  private static final int MAX_LENGTH = 256;

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /** The tag of <a href="https://www.rfc-editor.org/rfc/rfc5646">RFC 5646</a>. */
  public String tag() {
    return tag;
  }

  /** For dates. */
  public Locale locale() {
    return Locale.forLanguageTag(tag);
  }

  /**
   * The language of a page: the one the assistant asks for, else the one the browser prefers, else
   * English. A malformed value counts as absent.
   *
   * @param asked {@code ui_locales} of OpenID Connect (tags separated by spaces, best first), or
   *     Google's {@code user_locale}
   * @param accepted the header {@code Accept-Language}
   */
  static Language choose(List<String> asked, Optional<String> accepted) {
    Stream<String> wishes =
        Stream.concat(asked.stream().map(Language::toRanges), accepted.stream());
    return wishes.flatMap(wish -> find(wish).stream()).findFirst().orElse(ENGLISH);
  }

  private static String toRanges(String tags) {
    return tags.strip().replace('_', '-').replaceAll("[ ,]+", ",");
  }

  private static Optional<Language> find(String ranges) {
    if (ranges.isBlank() || ranges.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    try {
      String best = Locale.lookupTag(Locale.LanguageRange.parse(ranges), tags());
      return Arrays.stream(values()).filter(language -> language.tag.equals(best)).findFirst();
    } catch (IllegalArgumentException notATag) {
      return Optional.empty();
    }
  }

  private static List<String> tags() {
    return Arrays.stream(values()).map(Language::tag).toList();
  }
}
