package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * No constructor takes more than a reader can keep apart: in a long list two neighbours of the same
 * type will be swapped one day, and nobody will notice.
 */
class WideConstructorTest {

  private static final int MAX_PARAMETERS = 7;

  private static final Map<String, String> ALLOWED =
      Map.ofEntries(
          Map.entry("admin.DrillAnswer", "JSON: a drill"),
          Map.entry("admin.LinkSummary", "JSON: a line of the list of links"),
          Map.entry("admin.revocations.RevocationBody", "JSON: what is to be revoked"),
          Map.entry("admin.revocations.RevocationAnswer$Made", "JSON: a revocation"),
          Map.entry(
              "admin.revocations.RevocationAnswer$Asked", "JSON: a revocation to be approved"),
          Map.entry("handout.Handout", "JSON: a hand-out"),
          Map.entry("oauth.keys.SigningKeyInfo", "JSON: a line of the list of signing keys"),
          Map.entry("oauth.discovery.ServerMetadata", "JSON: the metadata of RFC 8414"),
          Map.entry("account.consent.ConsentView", "what the template of the page names"),
          Map.entry(
              "account.connected.AssistantsView$Frame", "what the template of the page names"));

  @Test
  void constructors_takeFewParameters() {
    Map<String, Integer> wide = new TreeMap<>();
    new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("dev.hushkey")
        .forEach(type -> type.getConstructors().forEach(each -> count(type, each, wide)));
    assertThat(wide.keySet()).containsAll(ALLOWED.keySet());
    ALLOWED.keySet().forEach(wide::remove);
    assertThat(wide).as("constructors with more than %d parameters", MAX_PARAMETERS).isEmpty();
  }

  private static void count(
      JavaClass type, JavaConstructor constructor, Map<String, Integer> wide) {
    int parameters = constructor.getRawParameterTypes().size();
    if (parameters > MAX_PARAMETERS) {
      wide.put(type.getName().replaceFirst("^dev\\.hushkey\\.", ""), parameters);
    }
  }
}
