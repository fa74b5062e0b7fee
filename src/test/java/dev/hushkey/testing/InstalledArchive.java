package dev.hushkey.testing;

import dev.hushkey.stack.process.Command;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The archive as a machine gets it, unpacked as root would and run by an ordinary user: in a
 * directory with a blank in its name that the user cannot write, called through a link, with the
 * configuration where the launcher is told to look. Nothing of the project is on its path.
 */
public final class InstalledArchive {

  /** The user {@code nobody}, where the tests run as root. */
  private static final String ORDINARY = "65534";

  private static final String INSTALLED = "/opt/hushkey";
  private static final String CONFIGURED = "/etc/hushkey";

  private final Path root;
  private final Path home;
  private final Path configuration;

  private InstalledArchive(Path root, Path home) {
    this.root = root;
    this.home = home;
    this.configuration = root.resolve("etc");
  }

  /** Unpacks {@code target/hushkey-VERSION.tar.gz} below this directory. */
  public static InstalledArchive unpack(Path root) {
    Path archive;
    try (Stream<Path> built = Files.list(Path.of("target"))) {
      archive =
          built
              .filter(file -> file.getFileName().toString().matches("hushkey-.*\\.tar\\.gz"))
              .reduce((_, _) -> one("several archives in target: delete the old ones"))
              .orElseGet(() -> one("no archive in target: ./hushkey package makes it"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path opt = root.resolve("opt with blank");
    must("mkdir", "-p", opt.toString(), root.resolve("bin").toString());
    // as by a careful administrator, in a shell that lets nobody else read anything
    String unpack = "umask 077; exec tar xzf \"$1\" -C \"$2\"";
    must("sh", "-c", unpack, "sh", archive.toAbsolutePath().toString(), opt.toString());
    String version = archive.getFileName().toString().replace(".tar.gz", "");
    InstalledArchive installed = new InstalledArchive(root, opt.resolve(version));
    must("ln", "-s", installed.home + "/bin/hushkey", root.resolve("bin/hushkey").toString());
    // the directory of a test is its own user's
    must("chmod", "755", root.toString());
    must("chmod", "-R", "a-w", installed.home.toString());
    return installed;
  }

  private static Path one(String message) {
    throw new AssertionError(message);
  }

  /** Makes everything deletable again. */
  public void remove() {
    must("chmod", "-R", "u+w", home.toString());
  }

  /** Where it lies. */
  public Path home() {
    return home;
  }

  /** The example that it brings, by setting. */
  public Map<String, String> example() {
    Properties example = new Properties();
    try {
      example.load(
          new StringReader(Files.readString(home.resolve("conf/hushkey.properties.example"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> settings = new TreeMap<>();
    example.forEach((key, value) -> settings.put((String) key, (String) value));
    return settings;
  }

  /**
   * Writes the configuration, readable by the ordinary user only: a file of settings, and a
   * directory of secrets with a file for each.
   *
   * @param files by their path below the configuration's directory
   */
  public void configure(Map<String, String> settings, Map<String, String> files) {
    Map<String, String> all = new TreeMap<>(files);
    all.put(
        "hushkey.properties",
        settings.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue().replace("\\", "\\\\"))
            .collect(Collectors.joining("\n", "", "\n")));
    configure(all);
  }

  /** Writes these files, by their path below the configuration's directory. */
  public void configure(Map<String, String> all) {
    try {
      for (Map.Entry<String, String> entry : all.entrySet()) {
        Path file = configuration.resolve(entry.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, entry.getValue());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (isRoot()) {
      must("chown", "-R", ORDINARY + ":" + ORDINARY, configuration.toString());
    }
  }

  /** Where {@link #configure} puts a file. */
  public Path configured(String file) {
    return configuration.resolve(file);
  }

  /** {@code hushkey ARGUMENTS}, through the link. */
  public Command run(Map<String, String> environment, String... arguments) {
    List<String> command = asOrdinaryUser(environment);
    command.add(root.resolve("bin/hushkey").toString());
    command.addAll(List.of(arguments));
    return Command.run(command, Map.of(), root);
  }

  /**
   * The command of a unit in {@code systemd/}, run as it says but for the places.
   *
   * @param output where its log goes
   */
  public Process start(String unit, Map<String, String> environment, Path output) {
    List<String> command = asOrdinaryUser(environment);
    for (String word : setting(unit, "ExecStart").split(" ")) {
      command.add(word.replace(INSTALLED, home.toString()));
    }
    try {
      return new ProcessBuilder(command)
          .directory(
              Path.of(setting(unit, "WorkingDirectory").replace(INSTALLED, home + "")).toFile())
          .redirectErrorStream(true)
          .redirectOutput(output.toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A setting that a unit has once. */
  public String setting(String unit, String name) {
    try (Stream<String> lines = Files.lines(home.resolve("systemd").resolve(unit))) {
      return lines
          .filter(line -> line.startsWith(name + "="))
          .map(line -> line.substring(name.length() + 1))
          .reduce((_, _) -> name + " is there twice")
          .orElseThrow(() -> new AssertionError(unit + " has no " + name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> asOrdinaryUser(Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(
          List.of("setpriv", "--reuid", ORDINARY, "--regid", ORDINARY, "--clear-groups"));
    }
    command.addAll(List.of("env", "-i", "PATH=/usr/bin:/bin", "HOME=/nonexistent"));
    Map<String, String> all = new TreeMap<>();
    all.put("HUSHKEY_CONFIG", configuration.resolve("hushkey.properties").toString());
    all.put("HUSHKEY_SECRETS", configuration.resolve("secrets").toString());
    all.putAll(environment);
    all.forEach((name, value) -> command.add(name + "=" + value));
    return command;
  }

  /** What the example calls by the places of a real installation, at the places of this one. */
  public String here(String text) {
    return text.replace(CONFIGURED, configuration.toString());
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static void must(String... command) {
    Command done = Command.run(command);
    if (!done.succeeded()) {
      throw new AssertionError(String.join(" ", command) + ": " + done.output());
    }
  }
}
