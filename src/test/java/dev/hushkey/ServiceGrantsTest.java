package dev.hushkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.SqlInSources.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The role of the service may do what the statements of the service do, and nothing else. */
class ServiceGrantsTest {

  private static final Path GRANTS = Path.of("src/main/resources/db/service-role.sql");

  private static final Pattern GRANT =
      Pattern.compile("(?ms)^grant ([a-z, ]+?(?:\\([^)]*\\))?)\\s+on ([a-z_, \\n]+?)\\s+to ");

  private static final Pattern MADE =
      Pattern.compile("(?m)^create (table|view|(?:or replace )?function) (\\w++)(?! partition of)");

  private static final Pattern DEED =
      Pattern.compile(
          "\\b(insert)\\s+into\\s+(\\w+)|\\b(update)\\s+(\\w+)|\\b(delete)\\s+from\\s+(\\w+)");

  private static final Pattern INSERT = Pattern.compile("insert\\s+into\\s+(\\w+)");

  private static final Pattern LOCK =
      Pattern.compile("(?s)\\bfor\\s+(?:no key )?(?:update|share)(?:\\s+of\\s+(\\w+))?");

  private static final Pattern ENTITY =
      Pattern.compile("@Table\\(name = \"(\\w+)\"\\)\\s+class (\\w+)");

  /** What `hushkey restored` and other functions call as the owner. */
  private static final Set<String> OF_THE_OWNER =
      Set.of(
          "note_timeline",
          "end_what_may_have_ended",
          "rotating_assistants",
          "forget_owners_at_backup",
          "make_record_partitions_at",
          "remove_old_record_at");

  /** What `hushkey migrate` writes as the owner. */
  private static final Set<String> WRITTEN_BY_THE_OWNER = Set.of("record_keeping");

  private static final Set<String> TABLES = new TreeSet<>();
  private static final Set<String> VIEWS = new TreeSet<>();
  private static final Set<String> FUNCTIONS = new TreeSet<>();

  /** Table or view, to what is granted there; a right on some columns ends with their names. */
  private static final Map<String, Set<String>> GRANTED = new TreeMap<>();

  private static String grants;

  @BeforeAll
  static void read() throws IOException {
    Migrations.find(MADE).forEach(ServiceGrantsTest::made);
    grants = Files.readString(GRANTS).replaceAll("(?m)--.*$", "");
    GRANT.matcher(grants).results().forEach(ServiceGrantsTest::granted);
  }

  private static void made(MatchResult found) {
    switch (found.group(1)) {
      case "table" -> TABLES.add(found.group(2));
      case "view" -> VIEWS.add(found.group(2));
      default -> FUNCTIONS.add(found.group(2));
    }
  }

  private static void granted(MatchResult found) {
    Set<String> rights =
        found.group(1).contains("(")
            ? Set.of(found.group(1).replaceAll("\\s+", " "))
            : Set.copyOf(Arrays.asList(found.group(1).split(", *")));
    for (String relation : found.group(2).strip().split(",\\s*")) {
      GRANTED.computeIfAbsent(relation.strip(), _ -> new TreeSet<>()).addAll(rights);
    }
  }

  private static Set<String> grantedTo(String relation) {
    return GRANTED.getOrDefault(relation, Set.of());
  }

  /** What the SQL and the entities of the service do with each table. */
  private static Map<String, Set<String>> deeds() {
    Map<String, Set<String>> deeds = new TreeMap<>();
    for (Source source : SqlInSources.ofHushkey()) {
      ENTITY
          .matcher(source.text())
          .results()
          .forEach(entity -> add(deeds, entity.group(1), "insert", "update"));
      List<String> literals = SqlInSources.literals(source.text());
      String all = String.join("\n", literals);
      if (all.contains("do update")) {
        // The parts of a statement may be constants of their own.
        INSERT.matcher(all).results().forEach(found -> add(deeds, found.group(1), "update"));
      }
      for (String sql : literals) {
        DEED.matcher(sql)
            .results()
            .forEach(
                found -> {
                  for (int i = 1; i <= 5; i += 2) {
                    if (found.group(i) != null) {
                      add(deeds, found.group(i + 1), found.group(i));
                    }
                  }
                });
      }
    }
    deeds.keySet().retainAll(TABLES);
    return deeds;
  }

  private static void add(Map<String, Set<String>> deeds, String table, String... what) {
    deeds.computeIfAbsent(table, _ -> new TreeSet<>()).addAll(List.of(what));
  }

  /** Tables and views of which a statement locks rows. */
  private static Set<String> locked() {
    Set<String> all = new HashSet<>();
    for (Source source : SqlInSources.ofHushkey()) {
      for (String sql : SqlInSources.literals(source.text())) {
        LOCK.matcher(sql)
            .results()
            .forEach(lock -> relation(sql.substring(0, lock.start()), lock.group(1), all));
      }
    }
    return all;
  }

  private static void relation(String before, String alias, Set<String> all) {
    String name = alias == null ? "(\\w+)" : "(\\w+)\\s+" + alias + "\\b";
    Pattern.compile("\\b(?:from|join)\\s+" + name)
        .matcher(before)
        .results()
        .map(found -> found.group(1))
        .filter(relation -> TABLES.contains(relation) || VIEWS.contains(relation))
        .forEach(all::add);
  }

  @Test
  void eachTable_isGrantedWhatTheServiceDoesThere() {
    Map<String, Set<String>> deeds = deeds();
    for (String table : TABLES) {
      Set<String> whole = new TreeSet<>();
      grantedTo(table).stream().filter(right -> !right.contains("(")).forEach(whole::add);
      if (table.equals("audit_event")) {
        assertThat(whole).containsExactly("select");
        assertThat(deeds.get(table)).containsExactly("insert");
        continue;
      }
      Set<String> needed = new TreeSet<>(Set.of("select"));
      if (!WRITTEN_BY_THE_OWNER.contains(table)) {
        needed.addAll(deeds.getOrDefault(table, Set.of()));
      }
      assertThat(whole).as(table).isEqualTo(needed);
    }
  }

  @Test
  void eachView_isGrantedForReading() {
    assertThat(VIEWS).allSatisfy(view -> assertThat(grantedTo(view)).contains("select"));
  }

  /** Where rows are locked and not updated, one column has to be enough. */
  @Test
  void rightToUpdateAColumn_isGrantedWhereRowsAreLocked_andNowhereElse() {
    Set<String> oneColumn = new TreeSet<>();
    GRANTED.forEach(
        (relation, rights) -> {
          if (rights.stream().anyMatch(right -> right.startsWith("update ("))) {
            oneColumn.add(relation);
            assertThat(rights).as(relation).doesNotContain("update");
          }
        });
    Set<String> locked = new TreeSet<>(locked());
    locked.removeIf(relation -> grantedTo(relation).contains("update"));
    assertThat(oneColumn).isEqualTo(locked);
  }

  @Test
  void record_isGivenNeitherItsNumberNorItsInstant() {
    String insert =
        grantedTo("audit_event").stream()
            .filter(right -> right.startsWith("insert ("))
            .findFirst()
            .orElseThrow();
    assertThat(insert.replaceAll("insert \\(|\\)", "").split(", ")).doesNotContain("id", "at");
  }

  @Test
  void nothingElse_isGranted() {
    Set<String> known = new TreeSet<>(TABLES);
    known.addAll(VIEWS);
    known.add("flyway_schema_history");
    GRANTED.keySet().removeIf(name -> name.startsWith("schema ") || name.startsWith("function "));
    assertThat(known).containsAll(GRANTED.keySet());
    assertThat(grantedTo("flyway_schema_history")).containsExactly("select (version, success)");
    assertThat(grants.toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("truncate", "trigger", "references", "maintain", "grant all", "with grant");
  }

  @Test
  void eachFunction_isGranted_unlessOnlyATriggerOrTheOwnerCallsIt() {
    for (String function : FUNCTIONS) {
      assertThat(grants.contains(function + "("))
          .as(function)
          .isEqualTo(!function.startsWith("refuse_change_of_") && !OF_THE_OWNER.contains(function));
    }
  }
}
