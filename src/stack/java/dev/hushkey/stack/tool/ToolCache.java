package dev.hushkey.stack.tool;

import dev.hushkey.stack.process.StateDirectory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * Unpacked tools, shared by all stacks of this user. A tool appears in one rename, so an
 * interrupted run leaves nothing half-made that a later run would take for whole.
 */
public final class ToolCache {
  private static final int OWNER_EXECUTABLE = 0100;

  private final Path root;

  ToolCache(Path root) {
    this.root = root;
  }

  /** {@code $XDG_CACHE_HOME/hushkey}, by default {@code ~/.cache/hushkey}. */
  public static ToolCache ofUser() {
    Path caches =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(path -> path.startsWith("/"))
            .map(Path::of)
            .orElse(Path.of(System.getProperty("user.home"), ".cache"));
    return new ToolCache(caches.resolve("hushkey"));
  }

  /** Fills a directory with a tool. */
  @FunctionalInterface
  public interface Maker {
    void make(Path directory) throws IOException;
  }

  boolean has(String tool) {
    return Files.isDirectory(root.resolve(tool));
  }

  /**
   * The directory of this tool, made first if missing; a second process that wants it meanwhile
   * waits.
   */
  public Path get(String tool, Maker maker) {
    Path ready = root.resolve(tool);
    return Files.isDirectory(ready) ? ready : makeOnce(tool, ready, maker);
  }

  private Path makeOnce(String tool, Path ready, Maker maker) {
    // The file lock keeps other processes out, this one the other threads; other tools do not wait
    synchronized (tool.intern()) {
      return makeLocked(tool, ready, maker);
    }
  }

  private Path makeLocked(String tool, Path ready, Maker maker) {
    try {
      Files.createDirectories(root);
      try (FileChannel channel =
              FileChannel.open(
                  root.resolve(tool + ".lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        return lock.isValid() && Files.isDirectory(ready) ? ready : make(tool, ready, maker);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + tool + " in " + root, e);
    }
  }

  private Path make(String tool, Path ready, Maker maker) throws IOException {
    Path draft = root.resolve(tool + ".draft");
    // we hold the lock: what is there was left by an interrupted run
    StateDirectory.delete(draft);
    Files.createDirectory(draft);
    maker.make(draft);
    return Files.move(draft, ready, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Unpacks a {@code .tar.xz}, with links and permissions. */
  public static void unpackTarXz(InputStream archive, Path directory) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry; (entry = tar.getNextEntry()) != null; ) {
        Path target = inside(directory, entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(target.getParent());
          Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
          write(tar, target, entry.getMode());
        }
      }
    }
  }

  /** Unpacks a zip; entries without Unix permissions are not executable. */
  public static void unpackZip(Path archive, Path directory) throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(archive).get()) {
      for (ZipArchiveEntry entry : java.util.Collections.list(zip.getEntries())) {
        Path target = inside(directory, entry.getName());
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          try (InputStream in = zip.getInputStream(entry)) {
            write(in, target, entry.getUnixMode());
          }
        }
      }
    }
  }

  private static void write(InputStream content, Path target, int mode) throws IOException {
    Files.createDirectories(target.getParent());
    Files.copy(content, target);
    if ((mode & OWNER_EXECUTABLE) != 0) {
      makeExecutable(target);
    }
  }

  public static void makeExecutable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Refuses names that climb out of the directory. */
  private static Path inside(Path directory, String name) throws IOException {
    Path target = directory.resolve(name).normalize();
    if (!target.startsWith(directory)) {
      throw new IOException("unsafe name in archive: " + name);
    }
    return target;
  }
}
