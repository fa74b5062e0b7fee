package dev.hushkey.stack.bench.endure;

import dev.hushkey.migration.SchemaVersion;
import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.process.StackException;
import dev.hushkey.stack.process.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The release after this one: the same sources with two more migrations, without which it does not
 * start. Both expand, as CONTRIBUTING.md asks of every migration.
 */
final class NextRelease {

  private static final Path SOURCES = Path.of("target/next-release");
  private static final Path JAR = SOURCES.resolve("target/quarkus-app/quarkus-run.jar");
  private static final Path MIGRATIONS = SOURCES.resolve("src/main/resources/db/migration");
  private static final int FIRST = SchemaVersion.NEEDED + 1;
  private static final int SECOND = FIRST + 1;

  private static final String COPY =
      """
      rm -rf "$1" && mkdir -p "$1" &&
      tar cf - --exclude=./target --exclude=./.hushkey --exclude=./.git . | tar xf - -C "$1"
      """;

  private static final String COLUMNS =
      """
      alter table link add column looked_at timestamptz;
      alter table device_grant add column note text;
      alter table ownership add column origin text not null default 'unknown';
      alter table access_token add column kind text;
      """;

  private static final String INDEX =
      "create index concurrently link_looked_at on link (looked_at);\n";

  private NextRelease() {}

  /** Its {@code quarkus-run.jar}, built when it is older than that of this release. */
  static Path build(Path thisRelease) throws IOException {
    if (Files.exists(JAR)
        && Files.getLastModifiedTime(JAR).compareTo(Files.getLastModifiedTime(thisRelease)) > 0) {
      return JAR;
    }
    System.out.println("Building the next release");
    run("sh", "-c", COPY, "sh", SOURCES.toString());
    Path version = SOURCES.resolve("src/main/java/dev/hushkey/migration/SchemaVersion.java");
    Files.writeString(
        version,
        Files.readString(version)
            .replace("NEEDED = " + SchemaVersion.NEEDED + ";", "NEEDED = " + SECOND + ";"));
    Files.writeString(MIGRATIONS.resolve("V%d__expand.sql".formatted(FIRST)), COLUMNS);
    Files.writeString(MIGRATIONS.resolve("V%d__expand_more.sql".formatted(SECOND)), INDEX);
    StateDirectory.delete(SOURCES.resolve("target"));
    run(
        "mvn",
        "-f",
        SOURCES.toString(),
        "-B",
        "-q",
        "package",
        "-Dmaven.test.skip=true",
        "-Dspotless.check.skip=true");
    return JAR;
  }

  private static void run(String... command) {
    Map<String, String> sameJdk = Map.of("JAVA_HOME", System.getProperty("java.home"));
    Command done = Command.run(List.of(command), sameJdk, Path.of("."));
    if (!done.succeeded()) {
      throw new StackException(command[0] + " failed:\n" + done.output());
    }
  }
}
