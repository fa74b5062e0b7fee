package dev.hushkey.stack.bench.load;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * What is measured.
 *
 * @param script of wrk, under {@code /bench}
 * @param tokens the file that the script reads
 */
public record Endpoint(String name, URI address, String script, Path tokens) {

  /** Introspection, RFC 7662. */
  public static Endpoint introspection(
      String name, String address, String basic, List<String> tokens) throws IOException {
    return new Endpoint(name, URI.create(address), "introspect.lua", write(basic, tokens));
  }

  /** The refresh grant, RFC 6749 §6. */
  public static Endpoint refresh(String name, String address, String basic, List<String> tokens)
      throws IOException {
    return new Endpoint(name, URI.create(address), "refresh.lua", write(basic, tokens));
  }

  private static Path write(String basic, List<String> tokens) throws IOException {
    Path file =
        Files.createTempFile(
            "hushkey-bench",
            ".tokens",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    file.toFile().deleteOnExit();
    List<String> lines = new ArrayList<>(List.of(basic));
    lines.addAll(tokens);
    return Files.write(file, lines);
  }
}
