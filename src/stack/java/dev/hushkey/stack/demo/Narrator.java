package dev.hushkey.stack.demo;

import java.io.PrintStream;
import java.util.List;

/** Prints the story. Everything passes {@link Masking} on its way out. */
final class Narrator {

  private static final String BOLD = "1";
  private static final String DIM = "2";
  private static final String GREEN = "32";
  private static final String RED = "31";
  private static final String CYAN = "36";
  private static final String INDENT = "    ";

  private final PrintStream out;
  private final boolean colours;
  private int chapter;

  Narrator(PrintStream out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  /** The next part of the story. */
  void chapter(String title) {
    chapter++;
    out.println();
    line(BOLD, chapter + ". " + title);
  }

  /** What happens and why. */
  void tell(String... sentences) {
    List.of(sentences).forEach(sentence -> line("", "   " + sentence));
  }

  /** A request, line by line. */
  void request(List<String> lines) {
    out.println();
    lines.forEach(each -> line(CYAN, INDENT + "→ " + each));
  }

  /** An answer, line by line. */
  void answer(List<String> lines) {
    lines.forEach(each -> line(DIM, INDENT + "← " + each));
  }

  /** What a person types. */
  void typed(String command) {
    out.println();
    line(CYAN, INDENT + "$ " + command);
  }

  /** What a command printed. */
  void printed(String output) {
    output.lines().forEach(each -> line(DIM, INDENT + "  " + each));
  }

  /** Something that was checked and is as it should be. */
  void good(String what) {
    line(GREEN, "   ✓ " + what);
  }

  /** The end that should not be. */
  void bad(String what) {
    out.println();
    what.lines().forEach(each -> line(RED, "✗ " + each));
  }

  private void line(String style, String text) {
    String masked = Masking.mask(text);
    boolean plain = !colours || style.isEmpty();
    out.println(plain ? masked : "\u001b[" + style + "m" + masked + "\u001b[0m");
  }
}
