package dev.hushkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each command of ours that a page tells people to type is one, with these options. */
class DocumentedCommandsTest {

  private static final Pattern FENCE = Pattern.compile("(?m)^```.*$");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(?:runuser -u hushkey -- )?(?:\\./)?hushkey (.*)$");

  /** Of the launcher and of the script in the sources, which have no options of their own. */
  private static final Set<String> OTHERS =
      Set.of(
          "serve", "up", "dev", "down", "demo", "test", "scan", "package", "image", "bench", "bill",
          "fuzz", "amazon", "gateway");

  @Test
  void everyCommandOfEveryPage_isUnderstood() throws IOException {
    List<String> wrong = new ArrayList<>();
    int tried = 0;
    for (Path page : pages()) {
      for (String command : commands(Files.readString(page))) {
        tried++;
        String refused = CommandTree.refusal(command);
        if (!refused.isEmpty()) {
          wrong.add(page + ": hushkey " + command + ": " + refused);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(tried).isGreaterThan(20);
  }

  @Test
  void wrongOption_isRefused() {
    assertThat(CommandTree.refusal("login --url http://127.0.0.1")).contains("--url");
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
      return Stream.concat(
              Stream.of(Path.of("README.md"), Path.of("helm/hushkey/README.md")),
              docs.filter(file -> file.toString().endsWith(".md")))
          .toList();
    }
  }

  private static List<String> commands(String page) {
    List<String> commands = new ArrayList<>();
    String[] parts = FENCE.split(page);
    for (int block = 1; block < parts.length; block += 2) {
      String lines = parts[block].replaceAll("\\\\\n\\s*", "");
      for (Matcher command = COMMAND.matcher(lines); command.find(); ) {
        String bare = command.group(1).replaceAll("\\s+(#|\\||>|&&).*", "").strip();
        if (!OTHERS.contains(bare.split(" ")[0]) && !bare.contains("…")) {
          commands.add(bare);
        }
      }
    }
    return commands;
  }
}
