package dev.hushkey.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where one stack keeps everything: data, logs, process records, secrets. Directories are 0700,
 * files with secrets 0600.
 */
public record StateDirectory(Path root) {

  /** Resolves the path, since processes are found again by it. */
  public StateDirectory {
    root = root.toAbsolutePath().normalize();
  }

  public Path log(String service) {
    return directory("log").resolve(service + ".log");
  }

  public Path record(String service) {
    return directory("run").resolve(service + ".pid");
  }

  /** The records of all services that were ever started here. */
  public List<Path> records() {
    try (Stream<Path> files = Files.list(directory("run"))) {
      return files.filter(file -> file.toString().endsWith(".pid")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory("run"), e);
    }
  }

  public Path secret(String name) {
    return directory("secrets").resolve(name);
  }

  /** A sub-directory, made if missing. */
  public Path directory(String name) {
    Path directory = root.resolve(name);
    try {
      // The parents of the root are not ours to restrict
      Files.createDirectories(root.getParent());
      for (Path each : List.of(root, directory)) {
        if (!Files.isDirectory(each)) {
          Files.createDirectory(
              each,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
      }
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the directory " + directory, e);
    }
  }

  /** Writes a file that only its owner may read, whole or not at all. */
  public static void writePrivately(Path file, String content) {
    try {
      Path draft =
          Files.createTempFile(
              file.getParent(),
              "." + file.getFileName(),
              ".draft",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(draft, content);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  public static Optional<String> read(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  public static void delete(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + tree, e);
    }
  }
}
