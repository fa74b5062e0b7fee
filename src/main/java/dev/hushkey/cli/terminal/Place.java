package dev.hushkey.cli.terminal;

/**
 * What a command acts on.
 *
 * @param name the profile, if any, and the server
 * @param production whether people are warned before they act on it
 */
public record Place(String name, boolean production) {

  /** One line for people, in red where it warns and the terminal shows colors. */
  String shown(CommandContext context) {
    String line = Table.printable((production ? "PRODUCTION: " : "At ") + name);
    return production ? context.red(line) : line;
  }

  /** Warns of production before anything is done, if somebody is there to see it. */
  public void announce(CommandContext context) {
    if (production && context.terminal().shows()) {
      context.err().println(shown(context));
    }
  }
}
