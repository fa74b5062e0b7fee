package dev.hushkey.stack.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The process that listens on a port, as far as this user may know it. */
record PortHolder(long pid, String commandLine) {
  private static final int MAX_SHOWN = 120;
  private static final String LISTENING = "0A";

  /** Looks the port up in {@code /proc}; empty when the process is another user's. */
  static Optional<PortHolder> of(int port) {
    Set<String> sockets =
        Stream.of("/proc/net/tcp", "/proc/net/tcp6")
            .flatMap(table -> lines(Path.of(table)).stream())
            .flatMap(line -> listeningInode(line, port).stream())
            .map(inode -> "socket:[" + inode + "]")
            .collect(Collectors.toSet());
    return sockets.isEmpty()
        ? Optional.empty()
        : ProcessHandle.allProcesses()
            .filter(process -> holdsAny(process.pid(), sockets))
            .findFirst()
            .map(process -> new PortHolder(process.pid(), commandLine(process.pid())));
  }

  /** The socket's inode, if this row of {@code /proc/net/tcp} listens on the port. */
  static Optional<String> listeningInode(String row, int port) {
    String[] fields = row.strip().split("\\s+");
    // 0: number, 1: local address:port in hexadecimal, 3: state, 9: inode
    boolean matches =
        fields.length > 9
            && fields[3].equals(LISTENING)
            && fields[1].endsWith(":%04X".formatted(port));
    return matches ? Optional.of(fields[9]) : Optional.empty();
  }

  /** Every service of a stack names the stack's directory on its command line. */
  boolean belongsTo(StateDirectory state) {
    return commandLine.contains(state.root() + "/");
  }

  private static boolean holdsAny(long pid, Set<String> sockets) {
    try (DirectoryStream<Path> open =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "fd"))) {
      for (Path descriptor : open) {
        if (sockets.contains(target(descriptor))) {
          return true;
        }
      }
    } catch (IOException e) {
      // another user's process, or one that just ended
    }
    return false;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      // closed meanwhile
      return "";
    }
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"))
          .replace('\0', ' ')
          .strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static List<String> lines(Path table) {
    try {
      return Files.readAllLines(table);
    } catch (IOException e) {
      // no IPv6, or a restricted /proc
      return List.of();
    }
  }

  @Override
  public String toString() {
    String shown =
        commandLine.length() > MAX_SHOWN ? commandLine.substring(0, MAX_SHOWN) + "…" : commandLine;
    return "process %d (%s)".formatted(pid, shown);
  }
}
