package dev.hushkey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which room reads and writes which table, by the SQL in the string literals of sources. It knows
 * as much of Java as finding literals takes, and as much of SQL as finding tables takes.
 *
 * @param tables the tables to look for; whatever else a statement reads, such as a view, is not
 *     reported
 */
record SqlInSources(Set<String> tables) {

  private static final Path HUSHKEY = Path.of("src/main/java/dev/hushkey");

  /** A comment, a text block, a string, or a character; in this order, whatever begins first. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "//[^\\n]*|/\\*.*?\\*/|\"\"\"(?<block>.*?)(?<!\\\\)\"\"\""
              + "|\"(?<line>(?:[^\"\\\\\\n]|\\\\.)*)\"|'(?:[^'\\\\\\n]|\\\\.)+'",
          Pattern.DOTALL);

  private static final Pattern CONCATENATION = Pattern.compile("\\s*\\+\\s*");

  /** SQL comments, quoted texts and named parameters: they may hold a table's name by chance. */
  private static final Pattern NO_NAMES =
      Pattern.compile("--[^\\n]*|'[^']*'|(?<!:):[a-zA-Z]\\w*|::\\w+");

  private static final Pattern WRITE =
      Pattern.compile(
          "\\b(?:insert\\s+into|update(?:\\s+only)?|delete\\s+from(?:\\s+only)?|merge\\s+into"
              + "|truncate(?:\\s+table)?|copy)\\s+(?:public\\.)?(\\w+)",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern STATEMENT =
      Pattern.compile(
          "\\bselect\\s|\\b(?:join|insert\\s+into|delete\\s+from|merge\\s+into)\\s+\\w"
              + "|\\bupdate\\s+\\w+\\s+(?:as\\s+)?(?:\\w+\\s+)?set\\s|^\\s*from\\s+\\w",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern FRAGMENT = Pattern.compile("\\b(?:from|using|join)\\s+(\\w+)");

  private static final Pattern TABLE_IS_MISSING =
      Pattern.compile(
          "\\b(?:insert\\s+into|delete\\s+from|(?<!for )update|from|join)\\s*(?:%s.*)?$",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern ENTITY =
      Pattern.compile("@Table\\(name = \"(\\w+)\"\\)\\s+(?:public )?(?:final )?class (\\w+)");

  private static final Pattern CHANGES_ENTITY =
      Pattern.compile("[.:](?:persist|persistAll|merge|mergeAll|remove|removeAll)\\b");

  /** Someone's use of a table. */
  record Use(String room, String table, boolean writes, String file) {}

  /** One source file. */
  record Source(String room, String file, String text) {}

  static List<Source> ofHushkey() {
    try (Stream<Path> files = Files.walk(HUSHKEY)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .sorted()
          .map(file -> new Source(room(file), file.getFileName().toString(), read(file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String room(Path file) {
    return HUSHKEY.relativize(file.getParent()).toString().replace('/', '.');
  }

  /** All uses in these sources. */
  Set<Use> uses(List<Source> sources) {
    Map<String, String> tableOfEntity = new HashMap<>();
    for (Source source : sources) {
      ENTITY
          .matcher(source.text())
          .results()
          .forEach(m -> tableOfEntity.put(m.group(2), m.group(1)));
    }
    Set<Use> uses = new LinkedHashSet<>();
    for (Source source : sources) {
      literals(source.text()).stream()
          .filter(this::isStatement)
          .map(sql -> named(sql, tableOfEntity))
          .forEach(sql -> addUses(uses, source, sql));
      addEntityWrites(uses, source, tableOfEntity);
    }
    return uses;
  }

  /** Statements that get the name of a table from elsewhere, where it would not be seen. */
  static List<String> statementsWithoutTheirTable(List<Source> sources) {
    return sources.stream()
        .flatMap(
            source ->
                literals(source.text()).stream()
                    .filter(sql -> STATEMENT.matcher(sql + " x").find())
                    .filter(sql -> TABLE_IS_MISSING.matcher(sql).find())
                    .map(sql -> source.file() + ": " + sql.strip()))
        .toList();
  }

  private boolean isStatement(String literal) {
    return STATEMENT.matcher(literal).find()
        || WRITE.matcher(literal).results().anyMatch(found -> tables.contains(found.group(1)))
        || FRAGMENT.matcher(literal).results().anyMatch(found -> tables.contains(found.group(1)));
  }

  /** HQL names the entity and not the table. */
  private static String named(String sql, Map<String, String> tableOfEntity) {
    String named = NO_NAMES.matcher(sql).replaceAll(" ");
    for (Map.Entry<String, String> entity : tableOfEntity.entrySet()) {
      named = named.replaceAll("\\b" + entity.getKey() + "\\b", entity.getValue());
    }
    return named;
  }

  private void addUses(Set<Use> uses, Source source, String sql) {
    Matcher writes = WRITE.matcher(sql);
    while (writes.find()) {
      if (tables.contains(writes.group(1))) {
        uses.add(new Use(source.room(), writes.group(1), true, source.file()));
      }
    }
    String rest = WRITE.matcher(sql).replaceAll(" ");
    tables.stream()
        .filter(table -> Pattern.compile("(?<![\\w.$])" + table + "\\b").matcher(rest).find())
        .forEach(table -> uses.add(new Use(source.room(), table, false, source.file())));
  }

  /** A mapping makes its room a writer of the table, as does whoever persists the entity. */
  private static void addEntityWrites(
      Set<Use> uses, Source source, Map<String, String> tableOfEntity) {
    String code = TOKEN.matcher(source.text()).replaceAll(" ");
    boolean changes = CHANGES_ENTITY.matcher(code).find();
    tableOfEntity.forEach(
        (entity, table) -> {
          boolean maps = Pattern.compile("\\bclass " + entity + "\\b").matcher(code).find();
          boolean names = Pattern.compile("\\b" + entity + "\\b").matcher(code).find();
          if (maps || names && changes) {
            uses.add(new Use(source.room(), table, true, source.file()));
          }
        });
  }

  /** The string literals of a source; those that it joins by a plus alone are one. */
  static List<String> literals(String source) {
    List<StringBuilder> found = new ArrayList<>();
    int end = -1;
    Matcher token = TOKEN.matcher(source);
    while (token.find()) {
      String literal = token.group("block") != null ? token.group("block") : token.group("line");
      if (literal != null) {
        boolean goesOn =
            end >= 0 && CONCATENATION.matcher(source.substring(end, token.start())).matches();
        if (!goesOn) {
          found.add(new StringBuilder());
        }
        found.getLast().append(unescaped(literal));
        end = token.end();
      }
    }
    return found.stream().map(StringBuilder::toString).toList();
  }

  private static String unescaped(String literal) {
    return literal.replace("\\n", "\n").replace("\\s", " ").replace("\\\"", "\"");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
