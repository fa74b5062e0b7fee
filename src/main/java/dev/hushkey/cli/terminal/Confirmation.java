package dev.hushkey.cli.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Asks a person to type a word before a far-reaching change. */
public final class Confirmation {

  private final CommandContext context;

  public Confirmation(CommandContext context) {
    this.context = context;
  }

  /** Fails early when nobody is there to answer. */
  public void requireTerminal() {
    if (!context.terminal().asks()) {
      throw notConfirmed("There is no terminal to confirm at. To proceed anyway, add --yes.");
    }
  }

  /** Fails unless the word is typed exactly. */
  public void require(Place place, String consequence, String word) {
    require(List.of(place), consequence, word);
  }

  /** The same for what happens in several places. */
  void require(List<Place> places, String consequence, String word) {
    context.err().println(consequence);
    places.forEach(place -> context.err().println(place.shown(context)));
    context.err().printf("Type %s to confirm: ", word);
    context.err().flush();
    if (!word.equals(line())) {
      throw notConfirmed("That was not '" + word + "'.");
    }
  }

  private String line() {
    try {
      String line =
          new BufferedReader(new InputStreamReader(context.in(), StandardCharsets.UTF_8))
              .readLine();
      return line == null ? "" : line.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CommandFailure notConfirmed(String why) {
    return new CommandFailure(ExitCode.NOT_CONFIRMED, "Nothing was changed. " + why);
  }
}
