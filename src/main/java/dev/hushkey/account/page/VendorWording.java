package dev.hushkey.account.page;

import dev.hushkey.assistant.Assistant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the assistant's vendor wants shown before a user agrees, word for word.
 *
 * @param text empty when the vendor asks for none
 * @param language of the text, which is English where the vendor gives no other
 */
public record VendorWording(String text, String language) {

  private static final VendorWording NONE = new VendorWording("", Language.ENGLISH.tag());

  public static VendorWording of(Assistant assistant, Language language) {
    return Stream.of(language, Language.ENGLISH)
        .flatMap(choice -> find(assistant, choice).stream())
        .findFirst()
        .orElse(NONE);
  }

  private static Optional<VendorWording> find(Assistant assistant, Language language) {
    return Optional.ofNullable(assistant.display().consentWording().get(language.tag()))
        .map(text -> new VendorWording(text, language.tag()));
  }
}
