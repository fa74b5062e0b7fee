package dev.hushkey.doctor.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The secrets of an installation. No finding should hold one; should some library's message do so
 * all the same, it is masked before it is shown.
 */
public final class Secrets {

  private static final String MASK = "[secret]";
  private static final List<String> WORDS =
      List.of("secret", "password", "credential", "token-file", "key-file", "jwt-file", "role-id");

  /** A shorter one would mask ordinary words, and the guard refuses it anyway. */
  private static final int MIN_LENGTH = 6;

  private static final long MAX_BYTES = 1 << 16;

  private final Set<String> values =
      new TreeSet<>(
          Comparator.comparing(String::length).reversed().thenComparing(String::toString));

  /** All that these settings hold or point to. */
  public static Secrets of(ServiceSettings installation) {
    Secrets secrets = new Secrets();
    installation
        .entries()
        .filter(entry -> isSecret(entry.name()))
        .forEach(entry -> secrets.addValue(entry.value()));
    return secrets;
  }

  private static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace('_', '-');
    return WORDS.stream().anyMatch(lower::contains);
  }

  /** Adds what a setting says: a secret, a file that holds one, or references to some. */
  private void addValue(String value) {
    add(value);
    for (String part : value.split(",")) {
      String reference = part.strip();
      if (reference.startsWith("env:")) {
        Optional.ofNullable(System.getenv(reference.substring("env:".length())))
            .ifPresent(this::add);
      } else {
        read(reference.replaceFirst("^file:", "")).ifPresent(this::add);
      }
    }
  }

  /** Adds one that came up on the way, such as a token. */
  public void add(String secret) {
    String bare = secret.strip();
    boolean isPlace = bare.startsWith("/") || bare.startsWith("file:") || bare.startsWith("env:");
    if (bare.length() >= MIN_LENGTH && !isPlace) {
      synchronized (this) {
        values.add(bare);
      }
    }
  }

  private static Optional<String> read(String place) {
    try {
      Path file = Path.of(place);
      return file.isAbsolute() && Files.isRegularFile(file) && Files.size(file) <= MAX_BYTES
          ? Optional.of(Files.readString(file, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IOException | InvalidPathException unreadable) {
      return Optional.empty();
    }
  }

  /** The text without them. */
  public synchronized String mask(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(value, MASK);
    }
    return masked;
  }
}
