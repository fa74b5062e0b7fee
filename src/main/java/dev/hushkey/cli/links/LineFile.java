package dev.hushkey.cli.links;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.SecretFile;
import dev.hushkey.cli.terminal.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A list with one thing a line, from a file or, for {@code -}, from standard input.
 *
 * @param option that names it, for messages
 */
record LineFile(String option, String file) {

  /** As many as the API takes at once. */
  static final int MAX = 50_000;

  /** Longer than any token or id. */
  static final int MAX_LINE = 16_384;

  static final String STANDARD_INPUT = "-";

  /** One of them and where it stands, from 1. */
  record Line<T>(int number, T content) {}

  /**
   * Reads the list; empty lines do not count.
   *
   * @param type fails with an {@link IllegalArgumentException}, whose message is shown with the
   *     number of the line
   * @throws CommandFailure when it cannot be read, or is empty or too long
   */
  <T> List<Line<T>> read(InputStream standardInput, Function<String, T> type) {
    try (InputStream in =
        file.equals(STANDARD_INPUT) ? standardInput : Files.newInputStream(Path.of(file))) {
      // a decoder that refuses what is no UTF-8, and does not replace it
      return read(
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder())), type);
    } catch (IOException | InvalidPathException cannot) {
      throw CommandFailure.usage(
          "%s: cannot read %s: %s."
              .formatted(option, Table.printable(file), SecretFile.why(cannot)));
    }
  }

  private <T> List<Line<T>> read(BufferedReader reader, Function<String, T> type)
      throws IOException {
    List<Line<T>> lines = new ArrayList<>();
    int number = 0;
    for (String text = readLine(reader); text != null; text = readLine(reader)) {
      number++;
      if (text.length() > MAX_LINE) {
        throw CommandFailure.usage(
            "%s, line %d: is longer than %,d characters. Is it a list with one thing a line?"
                .formatted(option, number, MAX_LINE));
      }
      String content = text.replace("\uFEFF", "").strip();
      requireText(number, content);
      if (!content.isEmpty()) {
        lines.add(new Line<>(number, read(number, content, type)));
      }
      if (lines.size() > MAX) {
        throw CommandFailure.usage(
            "%s takes %,d lines at once. Split the file (split -l %d FILE) and revoke each part."
                .formatted(option, MAX, MAX));
      }
    }
    if (lines.isEmpty()) {
      throw CommandFailure.usage(option + ": there is nothing in it.");
    }
    return List.copyOf(lines);
  }

  /** In UTF-16, or with lines that end in another way, it would be a list of other things. */
  private void requireText(int number, String content) {
    if (content.chars().anyMatch(Character::isISOControl)) {
      throw CommandFailure.usage(
          "%s, line %d: has a control character. Is it UTF-8, with one thing a line?"
              .formatted(option, number));
    }
  }

  /**
   * Up to the next line feed, and no more than a character too long: some files have no lines.
   *
   * @return null at the end
   */
  private static String readLine(Reader reader) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = reader.read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n' && line.length() <= MAX_LINE) {
      line.append((char) c);
      c = reader.read();
    }
    return line.toString();
  }

  private <T> T read(int number, String content, Function<String, T> type) {
    try {
      return type.apply(content);
    } catch (IllegalArgumentException malformed) {
      throw CommandFailure.usage(
          "%s, line %d: %s.".formatted(option, number, malformed.getMessage()));
    }
  }
}
