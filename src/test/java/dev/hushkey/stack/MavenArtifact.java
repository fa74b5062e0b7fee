package dev.hushkey.stack;

import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.tool.Resources;
import dev.hushkey.stack.tool.ToolCache;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program that comes as one jar from Maven's repository, in the version that pom.xml says. */
public final class MavenArtifact {

  private MavenArtifact() {}

  /**
   * The jar, fetched at first use.
   *
   * @param name of its version in {@code versions.properties}, and of its place in the cache
   * @param coordinates group and artifact, joined by a colon
   */
  public static Path fetch(String name, String coordinates) {
    String version = Resources.version(name);
    String artifact = coordinates.substring(coordinates.indexOf(':') + 1);
    return ToolCache.ofUser()
        .get(name + "-" + version, directory -> copy(coordinates + ":" + version, directory))
        .resolve(artifact + "-" + version + ".jar");
  }

  private static void copy(String artifact, Path directory) {
    String goal =
        "org.apache.maven.plugins:maven-dependency-plugin:%s:copy"
            .formatted(Resources.version("maven-dependency-plugin"));
    String output = "-DoutputDirectory=" + directory;
    Command done =
        Command.run(
            List.of("mvn", "-B", "-ntp", "-q", goal, "-Dartifact=" + artifact, output),
            Map.of("JAVA_HOME", System.getProperty("java.home")),
            Path.of("."));
    if (!done.succeeded()) {
      throw new StackException("Maven could not fetch %s:%n%s".formatted(artifact, done.output()));
    }
  }
}
