package dev.hushkey.cli.terminal;

import dev.hushkey.secret.SecretText;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Secrets come from files or standard input, since everybody can read the arguments of a process.
 */
public final class SecretFile {

  private static final String STANDARD_INPUT = "-";

  private SecretFile() {}

  /**
   * Reads a secret, without blanks around it.
   *
   * @param option that names the file, for messages
   * @param file or {@code -} for standard input
   * @throws CommandFailure when it cannot be read, or is empty
   */
  public static SecretText read(String option, String file, CommandContext context) {
    String text = text(option, file, context).strip();
    if (text.isEmpty()) {
      throw CommandFailure.usage(
          file.equals(STANDARD_INPUT)
              ? option + ": standard input is empty. Pipe the secret in, or name its file."
              : option + ": " + Table.printable(file) + " is empty.");
    }
    return SecretText.of(text);
  }

  private static String text(String option, String file, CommandContext context) {
    try {
      return file.equals(STANDARD_INPUT)
          ? new String(context.in().readAllBytes(), StandardCharsets.UTF_8)
          : Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException unreadable) {
      throw CommandFailure.usage(
          "%s: cannot read %s: %s.".formatted(option, Table.printable(file), why(unreadable)));
    }
  }

  /** What is wrong with a file, in words. */
  public static String why(Exception unreadable) {
    return switch (unreadable) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "this user may not";
      case MalformedInputException _ -> "it is not text in UTF-8";
      case InvalidPathException _ -> "that is not a path";
      case IOException directory when "Is a directory".equals(directory.getMessage()) ->
          "it is a directory";
      default -> unreadable.getClass().getSimpleName();
    };
  }
}
