package dev.hushkey;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The plan of the house: a room imports only rooms that stand before it in this list. */
class ImportDirectionTest {

  private static final String HUSHKEY = "dev.hushkey";

  private static final List<String> ROOMS =
      List.of(
          "identity",
          "secret",
          "failure",
          "sql",
          "settings",
          "guard",
          "timeline",
          "migration",
          "cell",
          "wire",
          "trace",
          "timeout",
          "gather",
          "standby",
          "health",
          "door",
          "audit",
          "expiry",
          "caller",
          "seal.vault",
          "seal.login",
          "seal.transit",
          "seal",
          "assistant",
          "upstream.breaker",
          "upstream",
          "upstreamtoken",
          "errand",
          "link",
          "ownership",
          "revocation.sessions",
          "revocation.selection",
          "revocation.preview",
          "revocation.relink",
          "revocation.pace",
          "revocation.approval",
          "revocation",
          "restore",
          "oauth.request",
          "oauth.keys",
          "oauth.issued",
          "oauth.securityevent",
          "oauth.authorize",
          "oauth.token",
          "oauth.status",
          "oauth.globalrevocation",
          "oauth.discovery",
          "alexa.acceptgrant",
          "alexa.applink",
          "handout.decision",
          "handout.check",
          "handout.refresh",
          "handout.exchange",
          "handout",
          "transitkeys",
          "drill",
          "gauge",
          "admin",
          "admin.revocations",
          "account.page",
          "account.turn",
          "account.refusal",
          "account.login",
          "account.connection",
          "account.consent",
          "account.connected",
          "cli.terminal",
          "cli.profile",
          "cli.manual",
          "cli.database",
          "cli.session",
          "cli.cells",
          "cli.provision",
          "cli.revocations",
          "cli.links",
          "cli.drill",
          "cli.keys",
          "cli.vault",
          "cli.aot",
          "cli",
          "doctor.finding",
          "doctor.net",
          "doctor.setup",
          "doctor.vault",
          "doctor.postgres",
          "doctor.keycloak",
          "doctor.service",
          "doctor");

  /** A room that is larger than this is two rooms. */
  private static final int MAX_FILES = 20;

  /** A sealed interface names its cases, and they name it: the one circle that is meant. */
  private static final Set<String> SEALED_FAMILIES = Set.of(HUSHKEY + ".seal.login.LoginMethod");

  private static final Comparator<JavaClass> BY_NAME = Comparator.comparing(JavaClass::getName);

  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(HUSHKEY);

  @Test
  void everyPackage_isARoomOfThePlan() {
    Set<String> rooms = new TreeSet<>();
    HOUSE.forEach(type -> rooms.add(room(type)));
    rooms.remove("");
    rooms.removeAll(Set.of("account", "oauth")); // nothing but their descriptions
    assertThat(ROOMS).containsAll(rooms).doesNotHaveDuplicates();
  }

  @Test
  void rooms_importOnlyRoomsBeforeThem() {
    for (int i = 0; i < ROOMS.size() - 1; i++) {
      String[] later =
          ROOMS.subList(i + 1, ROOMS.size()).stream()
              .map(room -> HUSHKEY + "." + room)
              .toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(HUSHKEY + "." + ROOMS.get(i))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(later)
          .check(HOUSE);
    }
  }

  @Test
  void rooms_areOfOneSize() {
    Map<String, Long> files =
        HOUSE.stream()
            .filter(type -> type.equals(outermost(type)))
            .collect(Collectors.groupingBy(ImportDirectionTest::room, Collectors.counting()));
    assertThat(files).allSatisfy((_, count) -> assertThat(count).isLessThanOrEqualTo(MAX_FILES));
  }

  @Test
  void classes_doNotPointAtEachOther() {
    Map<JavaClass, Set<JavaClass>> arrows = new TreeMap<>(BY_NAME);
    for (JavaClass type : HOUSE) {
      type.getDirectDependenciesFromSelf()
          .forEach(arrow -> addArrow(arrows, type, arrow.getTargetClass()));
    }
    Set<String> inCircles = new TreeSet<>();
    arrows.forEach(
        (from, _) -> {
          if (reaches(arrows, from)) {
            inCircles.add(from.getName());
          }
        });
    assertThat(inCircles).isEmpty();
  }

  @Test
  void groundFloor_knowsNoFramework() {
    classes()
        .that()
        .resideInAnyPackage(HUSHKEY + ".identity", HUSHKEY + ".secret", HUSHKEY + ".failure")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            HUSHKEY + ".identity",
            HUSHKEY + ".secret",
            HUSHKEY + ".failure",
            // annotations only: how an id looks in JSON
            "com.fasterxml.jackson.annotation")
        .check(HOUSE);
  }

  @Test
  void vaultDriver_isKnownToTheSealRoomOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(HUSHKEY + ".seal..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.github.jopenlibs..")
        .check(HOUSE);
  }

  /** What is in a span is decided in one place. */
  @Test
  void openTelemetry_isKnownToTheRoomOfTracesOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(HUSHKEY + ".trace")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.opentelemetry..")
        .check(HOUSE);
  }

  @Test
  void rows_stayInTheirPackage() {
    for (String room : ROOMS) {
      classes()
          .that()
          .resideInAPackage(HUSHKEY + "." + room)
          .and()
          .haveSimpleNameEndingWith("Row")
          .should()
          .onlyBeAccessed()
          .byClassesThat()
          .resideInAPackage(HUSHKEY + "." + room)
          .allowEmptyShould(true)
          .check(HOUSE);
    }
  }

  @Test
  void cli_doesNotTouchTheServiceBehindTheApi() {
    noClasses()
        .that()
        .resideInAPackage(HUSHKEY + ".cli..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.quarkus..", "io.smallrye..", "io.vertx..", "org.hibernate..")
        .check(HOUSE);
  }

  private static void addArrow(
      Map<JavaClass, Set<JavaClass>> arrows, JavaClass from, JavaClass to) {
    JavaClass source = outermost(from);
    JavaClass target = outermost(to);
    boolean counts =
        !source.equals(target)
            && target.getPackageName().startsWith(HUSHKEY)
            && !SEALED_FAMILIES.contains(source.getName());
    if (counts) {
      arrows.computeIfAbsent(source, _ -> new TreeSet<>(BY_NAME)).add(target);
    }
  }

  private static boolean reaches(Map<JavaClass, Set<JavaClass>> arrows, JavaClass start) {
    Set<JavaClass> seen = new TreeSet<>(BY_NAME);
    Deque<JavaClass> open = new ArrayDeque<>(List.of(start));
    while (!open.isEmpty()) {
      for (JavaClass next : arrows.getOrDefault(open.pop(), Set.of())) {
        if (next.equals(start)) {
          return true;
        }
        if (seen.add(next)) {
          open.push(next);
        }
      }
    }
    return false;
  }

  private static JavaClass outermost(JavaClass type) {
    JavaClass outer = type.getBaseComponentType();
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer;
  }

  private static String room(JavaClass type) {
    String inside = type.getPackageName().substring(HUSHKEY.length());
    return inside.isEmpty() ? "" : inside.substring(1);
  }
}
