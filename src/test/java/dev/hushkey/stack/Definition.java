package dev.hushkey.stack;

import dev.hushkey.stack.tool.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a stack's kept state was made of: realms, policies, versions. Another definition wants a
 * fresh state.
 */
final class Definition {
  private static final List<Path> SOURCES =
      List.of(Path.of("src/stack/resources/stack"), Path.of("vault-policies"));

  private Definition() {}

  /** A digest over the names and the contents of all files that define a stack. */
  static String current() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(Resources.text("versions.properties").getBytes(StandardCharsets.UTF_8));
      for (Path source : SOURCES) {
        for (Path file : filesUnder(source)) {
          digest.update(file.toString().getBytes(StandardCharsets.UTF_8));
          digest.update(Files.readAllBytes(file));
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException("run in the project's directory", e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }

  private static List<Path> filesUnder(Path source) throws IOException {
    try (Stream<Path> files = Files.walk(source)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
