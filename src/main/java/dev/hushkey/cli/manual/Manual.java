package dev.hushkey.cli.manual;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Makes the help of every command read like its manual page: the same sections, in the order of
 * man-pages(7), with the text indented below each.
 */
public final class Manual {

  /** Titles of sections, to be inherited by all commands. */
  public static final String SYNOPSIS = "%nSYNOPSIS%n  ";

  public static final String DESCRIPTION = "%nDESCRIPTION%n";
  public static final String ARGUMENTS = "%nARGUMENTS%n";
  public static final String OPTIONS = "%nOPTIONS%n";
  public static final String COMMANDS = "%nCOMMANDS%n";
  public static final String EXIT_CODES = "%nEXIT CODES%n";
  public static final String EXAMPLES = "%nEXAMPLES%n";

  private static final String NAME = "NAME%n";
  private static final int INDENT = 2;

  private Manual() {}

  /** Applies to this command and all below it, so call it when all are there. */
  public static void of(CommandLine commandLine) {
    name(commandLine);
    Map<String, IHelpSectionRenderer> sections = commandLine.getHelpSectionMap();
    sections.put(UsageMessageSpec.SECTION_KEY_HEADER, help -> indented(help, Manual::nameLine));
    sections.put(
        UsageMessageSpec.SECTION_KEY_DESCRIPTION,
        help -> indented(help, spec -> spec.usageMessage().description()));
    sections.put(
        UsageMessageSpec.SECTION_KEY_FOOTER,
        help -> indented(help, spec -> spec.usageMessage().footer()));
    commandLine.setHelpSectionMap(sections);
  }

  private static void name(CommandLine commandLine) {
    UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
    usage.headerHeading(NAME).header(purpose(usage.description()[0]));
    commandLine.getSubcommands().values().forEach(Manual::name);
  }

  /** What a command is for, in a few words: the begin of its description. */
  private static String purpose(String description) {
    String begin = description.split("[.:;]( |$)", 2)[0];
    return begin.substring(0, 1).toLowerCase(Locale.ROOT) + begin.substring(1);
  }

  private static String[] nameLine(CommandSpec spec) {
    return new String[] {spec.qualifiedName(" ") + " - " + spec.usageMessage().header()[0]};
  }

  private static String indented(Help help, Function<CommandSpec, String[]> lines) {
    CommandSpec spec = help.commandSpec();
    Help.TextTable table =
        Help.TextTable.forColumns(
            help.colorScheme(),
            new Column(spec.usageMessage().width(), INDENT, Column.Overflow.WRAP));
    table.setAdjustLineBreaksForWideCJKCharacters(
        spec.usageMessage().adjustLineBreaksForWideCJKCharacters());
    for (String line : lines.apply(spec)) {
      table.addRowValues(help.colorScheme().text(line));
    }
    return table.toString();
  }
}
