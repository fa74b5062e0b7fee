package dev.hushkey.stack;

import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.Progress;
import dev.hushkey.stack.process.ServiceProcess;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.tool.MavenZip;
import dev.hushkey.stack.tool.Resources;
import dev.hushkey.stack.tool.ToolCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hushkey in <a href="https://quarkus.io/guides/dev-mode-differences">Quarkus' dev mode</a>, run by
 * Maven in this terminal: a request after a change of the sources sees the change.
 */
final class DevMode {
  private static final Pattern MAVEN = Pattern.compile("Apache Maven (\\d+)\\.(\\d+)");

  /** About the size of Maven, in megabytes. */
  private static final int DOWNLOAD = 9;

  /** No containers, no opinion of Hibernate's on our schema, no warnings about libraries. */
  private static final String APPLICATION_FLAGS =
      "-Dquarkus.devservices.enabled=false -Dquarkus.hibernate-orm.validate-in-dev-mode=false"
          + " --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED";

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Process maven;

  private DevMode(Process maven) {
    this.maven = maven;
  }

  /**
   * @param settings the file with Hushkey's settings
   * @param temporary a directory for what the application unpacks
   */
  static DevMode start(Path settings, Path temporary, ToolCache tools) {
    List<String> command = new ArrayList<>(List.of(maven(tools)));
    if (!Progress.isTerminal()) {
      command.addAll(List.of("--batch-mode", "--no-transfer-progress"));
      command.addAll(List.of("-Dquarkus.console.enabled=false", "-Dstyle.color=never"));
    }
    command.add("quarkus:dev");
    command.addAll(List.of("-Ddebug=false", "-Dmaven.test.skip=true"));
    command.addAll(
        List.of(
            "-Dspotless.check.skip=true",
            "-Dquarkus.test.continuous-testing=disabled",
            "-Dquarkus.analytics.disabled=true"));
    command.add(
        "-Djvm.args=%s -Dsmallrye.config.locations=%s -Djava.io.tmpdir=%s"
            .formatted(APPLICATION_FLAGS, settings, temporary));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    try {
      return new DevMode(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("mvn cannot run", e);
    }
  }

  /** The installed Maven, or one that Quarkus' dev mode accepts. */
  private static String maven(ToolCache tools) {
    if (isRecent(Command.run("mvn", "-B", "--version").output())) {
      return "mvn";
    }
    String version = Resources.version("maven");
    MavenZip zip = new MavenZip("org.apache.maven", "apache-maven", version, "bin", DOWNLOAD);
    return tools
        .get("maven-" + version, zip::unpackInto)
        .resolve("apache-maven-" + version)
        .resolve("bin/mvn")
        .toString();
  }

  /** Quarkus 3.34 wants 3.9 or newer; Debian 12 has 3.8. */
  static boolean isRecent(String version) {
    Matcher found = MAVEN.matcher(version);
    if (!found.find()) {
      return false;
    }
    int major = Integer.parseInt(found.group(1));
    return major > 3 || (major == 3 && Integer.parseInt(found.group(2)) >= 9);
  }

  /** Waits until Maven ends, by {@code q} or by a failure. */
  int await() {
    try {
      return maven.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackException("interrupted", e);
    }
  }

  /** Ends Maven and the application that it started; after Ctrl-C they are ending already. */
  void stop() {
    List<ProcessHandle> all = new ArrayList<>(maven.descendants().toList());
    all.add(maven.toHandle());
    all.forEach(ProcessHandle::destroy);
    ServiceProcess.await(() -> all.stream().noneMatch(ProcessHandle::isAlive), PATIENCE);
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
