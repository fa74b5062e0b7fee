package dev.hushkey.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where to find a secret: {@code file:/run/secrets/name} or {@code env:NAME}. Configuration holds
 * references only, so that printing it prints no secret.
 */
public record SecretReference(String reference) {

  private static final String FILE = "file:";
  private static final String ENVIRONMENT = "env:";

  /**
   * Refuses anything but a reference; the message never repeats the value, which may be a secret
   * typed by mistake.
   */
  public SecretReference {
    if (reference == null
        || !(reference.startsWith(FILE) || reference.startsWith(ENVIRONMENT))
        || reference.indexOf(':') == reference.length() - 1) {
      throw new IllegalArgumentException("must be file:PATH or env:NAME, not the secret itself");
    }
  }

  /**
   * Reads the secret, without a trailing line break, which editors add.
   *
   * @throws IllegalStateException that says which reference could not be read and why
   */
  public SecretText read() {
    String value = reference.startsWith(FILE) ? readFile() : readEnvironment();
    if (value.isBlank()) {
      throw new IllegalStateException(reference + " is empty");
    }
    return SecretText.of(value.strip());
  }

  private String readFile() {
    try {
      return Files.readString(Path.of(reference.substring(FILE.length())));
    } catch (IOException | InvalidPathException unreadable) {
      throw new IllegalStateException(reference + " cannot be read", unreadable);
    }
  }

  private String readEnvironment() {
    String value = System.getenv(reference.substring(ENVIRONMENT.length()));
    if (value == null) {
      throw new IllegalStateException(reference + " is not set");
    }
    return value;
  }

  @Override
  public String toString() {
    return reference;
  }
}
