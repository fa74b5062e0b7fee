package dev.hushkey.stack.tool;

import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.StackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program that comes as a zip from Maven's registry.
 *
 * @param group for example {@code org.keycloak}
 * @param classifier empty for none
 * @param megabytes about its size
 */
public record MavenZip(
    String group, String artifact, String version, String classifier, int megabytes) {

  /** Fetches it with the installed Maven, and unpacks it. */
  public void unpackInto(Path directory) throws IOException {
    download(directory);
    try (Stream<Path> files = Files.list(directory)) {
      Path zip = files.filter(f -> f.toString().endsWith(".zip")).findFirst().orElseThrow();
      ToolCache.unpackZip(zip, directory);
      Files.delete(zip);
    }
  }

  private void download(Path directory) {
    String plugin = "org.apache.maven.plugins:maven-dependency-plugin:%s:copy";
    String suffix = classifier.isEmpty() ? "" : ":" + classifier;
    List<String> maven =
        List.of(
            "mvn",
            "-B",
            "-ntp",
            "-q",
            "-Dstyle.color=never",
            plugin.formatted(Resources.version("maven-dependency-plugin")),
            "-Dartifact=%s:%s:%s:zip%s".formatted(group, artifact, version, suffix),
            "-DoutputDirectory=" + directory);
    Map<String, String> sameJdk = Map.of("JAVA_HOME", System.getProperty("java.home"));
    Download download = new Download(artifact + " " + version, megabytes, localRepository());
    Command done = download.watch(() -> Command.run(maven, sameJdk, Path.of(".")));
    if (!done.succeeded()) {
      throw new StackException("Maven could not fetch " + artifact + ":\n" + done.output());
    }
  }

  /** Where Maven puts it, unless its settings say otherwise; then there is no progress to see. */
  private Path localRepository() {
    return Path.of(System.getProperty("user.home"), ".m2", "repository")
        .resolve(group.replace('.', '/'))
        .resolve(artifact)
        .resolve(version);
  }
}
