package dev.hushkey.stack;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The parts of {@code src/stack}: each imports only parts that stand before it in this list. */
class StackDirectionTest {

  private static final String STACK = "dev.hushkey.stack";

  private static final List<String> PARTS =
      List.of(
          STACK + ".process",
          STACK + ".tool",
          STACK + ".postgres",
          STACK + ".keycloak",
          STACK + ".openbao",
          STACK + ".cluster",
          STACK,
          STACK + ".fixture",
          STACK + ".demo",
          STACK + ".bench.load",
          STACK + ".bench.rival",
          STACK + ".bench.subject",
          STACK + ".bench.truth",
          STACK + ".bench.client",
          STACK + ".bench.storm",
          STACK + ".bench.endure",
          STACK + ".bench.standby",
          STACK + ".bench.revoke",
          STACK + ".bench.cells",
          STACK + ".bench");

  private static final int MAX_FILES = 20;

  /** Compiled alone, before the tests, so what is here uses no test. */
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPath("target/stack-classes")
          .that(
              new DescribedPredicate<>("are of the stack") {
                @Override
                public boolean test(JavaClass type) {
                  return type.getPackageName().startsWith(STACK);
                }
              });

  @Test
  void everyPackage_isInTheList() {
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
        .containsExactlyInAnyOrderElementsOf(PARTS);
  }

  @Test
  void parts_importOnlyPartsBeforeThem() {
    for (int i = 0; i < PARTS.size() - 1; i++) {
      noClasses()
          .that()
          .resideInAPackage(PARTS.get(i))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PARTS.subList(i + 1, PARTS.size()).toArray(String[]::new))
          .check(CLASSES);
    }
  }

  @Test
  void whatUpRuns_needsNoTestFramework() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.junit..",
            "org.assertj..",
            "io.restassured..",
            "io.quarkus.test..",
            "com.microsoft..",
            "com.nimbusds..")
        .check(CLASSES);
  }

  @Test
  void parts_areOfOneSize() {
    Map<String, Long> files =
        CLASSES.stream()
            .filter(type -> type.getEnclosingClass().isEmpty())
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(files).allSatisfy((_, count) -> assertThat(count).isLessThanOrEqualTo(MAX_FILES));
  }
}
