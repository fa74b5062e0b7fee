package dev.hushkey;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The plan of the house: a room imports only rooms that stand before it in this list. */
class ImportDirectionTest {

  private static final List<String> ROOMS =
      List.of(
          "identity",
          "secret",
          "failure",
          "audit",
          "caller",
          "ownership",
          "seal",
          "assistant",
          "upstream",
          "link",
          "revocation",
          "oauth",
          "grant",
          "enablement",
          "handout",
          "rotation",
          "admin",
          "account",
          "cli");

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.hushkey");

  @Test
  void everyPackage_isARoomOfThePlan() {
    TreeSet<String> rooms = new TreeSet<>();
    HOUSE.forEach(type -> rooms.add(room(type.getPackageName())));
    rooms.remove("");
    assertThat(ROOMS).containsAll(rooms);
  }

  @Test
  void rooms_importOnlyRoomsBeforeThem() {
    for (int i = 0; i < ROOMS.size(); i++) {
      String[] later =
          ROOMS.subList(i + 1, ROOMS.size()).stream()
              .map(room -> "dev.hushkey." + room + "..")
              .toArray(String[]::new);
      if (later.length > 0) {
        ClassesShouldConjunction rule =
            noClasses()
                .that()
                .resideInAPackage("dev.hushkey." + ROOMS.get(i) + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(later);
        rule.allowEmptyShould(true).check(HOUSE);
      }
    }
  }

  @Test
  void vaultDriver_isKnownToTheSealRoomOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hushkey.seal..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.github.jopenlibs..")
        .check(HOUSE);
  }

  @Test
  void rows_stayInTheirPackage() {
    for (String room : ROOMS) {
      classes()
          .that()
          .resideInAPackage("dev.hushkey." + room + "..")
          .and()
          .haveSimpleNameEndingWith("Row")
          .should()
          .onlyBeAccessed()
          .byClassesThat()
          .resideInAPackage("dev.hushkey." + room + "..")
          .allowEmptyShould(true)
          .check(HOUSE);
    }
  }

  @Test
  void cli_doesNotTouchTheServiceBehindTheApi() {
    noClasses()
        .that()
        .resideInAPackage("dev.hushkey.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.quarkus..", "io.smallrye..", "io.vertx..", "org.hibernate..")
        .check(HOUSE);
  }

  private static String room(String packageName) {
    String inside = packageName.substring("dev.hushkey".length());
    return inside.isEmpty() ? "" : inside.substring(1).split("\\.")[0];
  }
}
