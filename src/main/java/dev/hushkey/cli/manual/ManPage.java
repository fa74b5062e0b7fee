package dev.hushkey.cli.manual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual page of one command, in the macros of man(7), from the same texts as its help. Why not
 * by AsciiDoc: docs/adr/0072.
 */
public final class ManPage {

  private static final String SECTION = "1";

  private final CommandSpec command;
  private final Help help;
  private final List<String> lines = new ArrayList<>();

  private ManPage(CommandSpec command) {
    this.command = command;
    this.help = new Help(command, Help.defaultColorScheme(Ansi.OFF));
  }

  /** The page as text. */
  public static String of(CommandSpec command) {
    return new ManPage(command).page();
  }

  /** What the file of a command's page is called. */
  public static String fileName(CommandSpec command) {
    return command.qualifiedName("-") + "." + SECTION;
  }

  private String page() {
    heading();
    section("NAME");
    text(command.qualifiedName("-") + " - " + command.usageMessage().header()[0]);
    section("SYNOPSIS");
    text(help.synopsis(0).replaceAll("\\s+", " ").strip());
    section("DESCRIPTION");
    for (String paragraph : command.usageMessage().description()) {
      macro(".PP");
      text(paragraph);
    }
    arguments();
    section("OPTIONS");
    options(command.options().stream().filter(option -> option.group() == null));
    command.argGroups().forEach(this::group);
    commands();
    section("EXIT STATUS");
    command.usageMessage().exitCodeList().forEach((code, meaning) -> item(code, meaning));
    section("EXAMPLES");
    macro(".EX");
    Arrays.stream(command.usageMessage().footer()).forEach(this::text);
    macro(".EE");
    seeAlso();
    return String.join("\n", lines) + "\n";
  }

  private void heading() {
    String version = command.root().version().length == 0 ? "" : command.root().version()[0];
    macro(
        ".TH %s %s \"\" \"%s\" \"Hushkey Manual\""
            .formatted(
                escape(command.qualifiedName("-").toUpperCase(Locale.ROOT)),
                SECTION,
                escape(version)));
    // no hyphenation, and a ragged right margin: options stay whole
    macro(".nh");
    macro(".ad l");
  }

  private void arguments() {
    List<PositionalParamSpec> arguments = command.positionalParameters();
    if (!arguments.isEmpty()) {
      section("ARGUMENTS");
      arguments.forEach(argument -> item(label(argument), argument));
    }
  }

  /** Options that belong together, under a heading if they have one. */
  private void group(ArgGroupSpec group) {
    Optional.ofNullable(group.heading())
        .ifPresent(heading -> macro(".SS " + escape(heading.formatted().strip())));
    options(group.allOptionsNested().stream());
  }

  private void options(Stream<OptionSpec> options) {
    options.filter(option -> !option.hidden()).forEach(this::option);
  }

  private void option(OptionSpec option) {
    String label = label(option);
    String names = String.join(", ", option.names());
    item(label.isEmpty() || label.startsWith("=") ? names + label : names + " " + label, option);
  }

  private String label(ArgSpec argument) {
    return help.parameterLabelRenderer()
        .renderParameterLabel(argument, Ansi.OFF, List.of())
        .toString()
        .strip();
  }

  private void item(String term, ArgSpec argument) {
    item(term, String.join(" ", argument.description()));
  }

  private void item(String term, String meaning) {
    macro(".TP");
    lines.add("\\fB" + escape(term) + "\\fR");
    text(meaning);
  }

  private void commands() {
    if (command.subcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    command
        .subcommands()
        .values()
        .forEach(
            sub ->
                item(
                    reference(sub.getCommandSpec()),
                    sub.getCommandSpec().usageMessage().header()[0]));
  }

  private void seeAlso() {
    List<CommandSpec> related = new ArrayList<>();
    for (CommandSpec above = command.parent(); above != null; above = above.parent()) {
      related.addFirst(above);
    }
    if (!related.isEmpty()) {
      section("SEE ALSO");
      text(related.stream().map(ManPage::reference).collect(Collectors.joining(", ")));
    }
  }

  private static String reference(CommandSpec command) {
    return command.qualifiedName("-") + "(" + SECTION + ")";
  }

  private void section(String title) {
    macro(".SH " + title);
  }

  private void macro(String line) {
    lines.add(line);
  }

  private void text(String text) {
    text.lines().map(ManPage::escape).forEach(lines::add);
  }

  /** A minus that can be copied, a backslash that is shown, and no line that is a macro. */
  static String escape(String text) {
    String shown = text.replace("\\", "\\e").replace("-", "\\-");
    return shown.startsWith(".") || shown.startsWith("'") ? "\\&" + shown : shown;
  }
}
