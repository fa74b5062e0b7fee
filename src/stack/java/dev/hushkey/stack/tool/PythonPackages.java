package dev.hushkey.stack.tool;

import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StateDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Python packages with all that they import, pinned by version and SHA-256 in a requirements file,
 * in a directory of the cache that is nobody's site-packages.
 */
public final class PythonPackages {

  private static final String VERSION = "import sys; print('%d.%d' % sys.version_info[:2])";

  private PythonPackages() {}

  /**
   * The directory to name in {@code PYTHONPATH}, filled at first use.
   *
   * @param name of the directory in the cache
   * @param resource the requirements file under {@code /stack}
   */
  public static Path fetch(String name, String resource) {
    return fetch(name, resource, List.of("--only-binary=:all:"), Map.of());
  }

  /**
   * The same where some packages come as sources only, and are built first.
   *
   * @param builders a requirements file with what builds them, so that pip fetches nothing else
   */
  public static Path fetchAndBuild(String name, String resource, String builders) {
    Path building = fetch(name + "-build", builders);
    return fetch(
        name,
        resource,
        List.of("--prefer-binary", "--no-build-isolation"),
        Map.of("PYTHONPATH", building.toString()));
  }

  private static Path fetch(
      String name, String resource, List<String> options, Map<String, String> environment) {
    String requirements = Resources.text(resource);
    // Packages with native code are made for one Python
    String tool = "%s-python%s-%08x".formatted(name, pythonVersion(), requirements.hashCode());
    return ToolCache.ofUser()
        .get(tool, directory -> install(requirements, directory, options, environment));
  }

  private static String pythonVersion() {
    Command version = Command.run("python3", "-c", VERSION);
    if (!version.succeeded()) {
      throw new StackException(
          "python3 is needed. On Debian: apt-get install python3 python3-pip. " + version.output());
    }
    return version.output().strip();
  }

  private static void install(
      String requirements, Path directory, List<String> options, Map<String, String> environment) {
    Path pinned = directory.resolve("requirements.txt");
    StateDirectory.writePrivately(pinned, requirements);
    List<String> pip = new ArrayList<>(List.of("python3", "-m", "pip", "install"));
    pip.addAll(List.of("--no-deps", "--require-hashes"));
    pip.addAll(options);
    pip.addAll(List.of("--disable-pip-version-check", "--no-compile"));
    pip.addAll(List.of("--target", directory.toString(), "-r", pinned.toString()));
    Command done = Command.run(pip, environment, directory);
    if (!done.succeeded()) {
      throw new StackException("pip could not fetch %s:%n%s".formatted(directory, done.output()));
    }
  }
}
