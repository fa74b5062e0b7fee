package dev.hushkey.cli.terminal;

import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** The option of commands that ask before they do what cannot be undone. */
public final class ConfirmOption {

  @Option(names = "--yes", description = "Do not ask for confirmation.")
  private boolean yes;

  /**
   * Ends the command unless the word is typed, or {@code --yes} is given. The consequence is found
   * out only if somebody is there to read it; with it, they read where it happens.
   */
  public void confirm(
      CommandContext context, Place place, Supplier<String> consequence, String word) {
    confirm(context, List.of(place), consequence, word);
  }

  /** The same for what happens in several places: one word for all. */
  public void confirm(
      CommandContext context, List<Place> places, Supplier<String> consequence, String word) {
    if (yes) {
      return;
    }
    Confirmation confirmation = new Confirmation(context);
    confirmation.requireTerminal();
    confirmation.require(places, consequence.get(), word);
  }
}
