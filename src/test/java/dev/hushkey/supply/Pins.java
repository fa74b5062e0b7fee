package dev.hushkey.supply;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is not pinned in the files that name other people's software; one line for each. */
final class Pins {

  private static final Pattern PLUGIN = Pattern.compile("(?s)<plugin>(.*?)</plugin>");
  private static final Pattern VERSION =
      Pattern.compile("<((?:[\\w.-]+\\.)?version)>([^<]*)</\\1>");
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>([^<]*)</artifactId>");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{[\\w.-]+}");
  private static final Pattern FIXED = Pattern.compile("[0-9][A-Za-z0-9._-]*");
  private static final Pattern MOVING =
      Pattern.compile("(?i).*(snapshot|latest|release|[\\[\\](),*+]).*");

  private static final Pattern USES = Pattern.compile("(?m)^\\s*-?\\s*uses:\\s*(\\S+)");
  private static final Pattern BY_COMMIT = Pattern.compile("[\\w./-]+@[0-9a-f]{40}");

  private static final Pattern REQUIRED =
      Pattern.compile("(?m)^\\s*(?:require )?([\\w.-]+\\.[\\w.-]+/\\S+) (\\S+)");

  private Pins() {}

  /** Plugins without a version, and versions that can mean something else tomorrow. */
  static List<String> ofPom(String pom) {
    List<String> found = new ArrayList<>();
    String management = between(pom, "<pluginManagement>", "</pluginManagement>");
    for (Matcher plugin = PLUGIN.matcher(pom); plugin.find(); ) {
      // what a plugin is given, such as SpotBugs' plugins, is matched with it
      Matcher name = ARTIFACT.matcher(plugin.group(1));
      if (name.find() && !VERSION.matcher(plugin.group(1)).find() && !named(pom, name.group(1))) {
        found.add("plugin " + name.group(1) + " has no version");
      }
    }
    for (Matcher version = VERSION.matcher(withoutOwnVersion(pom)); version.find(); ) {
      String value = version.group(2).strip();
      boolean fixed = FIXED.matcher(value).matches() && !MOVING.matcher(value).matches();
      // enforcer's bounds on Java and Maven are ranges on purpose
      boolean bound = value.endsWith(",)") && !version.group(1).contains(".");
      if (!fixed && !bound && !REFERENCE.matcher(value).matches()) {
        found.add("version " + value + " is not fixed");
      }
    }
    if (management.isEmpty()) {
      found.add("there is no pluginManagement: Maven would choose the plugins of its lifecycle");
    }
    return found;
  }

  /** Whether another mention of the plugin has its version, as those of the profiles do. */
  private static boolean named(String pom, String artifact) {
    return Pattern.compile(
            "<artifactId>" + Pattern.quote(artifact) + "</artifactId>\\s*<version>[^<]+</version>")
        .matcher(pom)
        .find();
  }

  private static String withoutOwnVersion(String pom) {
    return pom.replaceFirst("<version>[^<]*-SNAPSHOT</version>", "");
  }

  private static String between(String text, String from, String to) {
    int start = text.indexOf(from);
    int end = text.indexOf(to);
    return start < 0 || end < start ? "" : text.substring(start, end);
  }

  /** Requirements without an exact version or without a hash. */
  static List<String> ofRequirements(String requirements) {
    String joined = requirements.replaceAll("\\\\\n", " ");
    return joined
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .filter(
            line -> !line.matches("[A-Za-z0-9._-]+==[A-Za-z0-9._]+( +--hash=sha256:[0-9a-f]{64})+"))
        .map(line -> line.split(" ", 2)[0] + " has no exact version with a SHA-256")
        .toList();
  }

  /** Actions that are named by a tag or a branch, which can be moved. */
  static List<String> ofWorkflow(String workflow) {
    return USES.matcher(workflow)
        .results()
        .map(uses -> uses.group(1))
        .filter(action -> !action.startsWith("./") && !BY_COMMIT.matcher(action).matches())
        .map(action -> action + " is not named by its commit")
        .toList();
  }

  /** Modules whose content no hash in {@code go.sum} fixes. */
  static List<String> ofGoModule(String module, String sums) {
    List<String> hashed = sums.lines().map(line -> line.replaceFirst(" h1:.*", "")).toList();
    Stream<String> missing =
        REQUIRED
            .matcher(module)
            .results()
            .map(required -> required.group(1) + " " + required.group(2))
            .filter(required -> !hashed.contains(required))
            .map(required -> required + " has no hash in go.sum");
    return missing.toList();
  }
}
