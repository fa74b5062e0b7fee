package dev.hushkey.stack.keycloak;

import dev.hushkey.stack.process.StateDirectory;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A home per server, so that two servers share the programs and nothing else. */
record KeycloakHome(Path home, Path distribution) {

  /**
   * What differs between servers.
   *
   * @param user of the database
   * @param poolSize most connections to the database
   */
  record Settings(
      String jdbcUrl, String user, String password, int poolSize, Listeners listeners) {}

  /**
   * Where it listens on 127.0.0.1.
   *
   * @param http the port without TLS
   * @param https the options for a second port with TLS, if there shall be one
   */
  record Listeners(int http, List<String> https) {}

  /** Makes or remakes the home. */
  static KeycloakHome prepare(Path home, Path distribution, Settings settings) {
    try {
      for (String each : List.of("conf", "data", "tmp")) {
        Files.createDirectories(home.resolve(each));
      }
      for (String shared : List.of("lib", "providers", "themes")) {
        Path link = home.resolve(shared);
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, distribution.resolve(shared));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + home, e);
    }
    configure(home, settings);
    return new KeycloakHome(home, distribution);
  }

  private static void configure(Path home, Settings settings) {
    String text =
        """
        db-url=%s
        db-username=%s
        db-password=%s
        db-pool-initial-size=1
        db-pool-max-size=%d
        http-enabled=true
        http-host=127.0.0.1
        http-port=%d
        hostname-strict=false
        %s
        cache=local
        log-console-color=false
        log-level=info,io.smallrye.health:error
        """
            .formatted(
                settings.jdbcUrl(),
                settings.user(),
                settings.password(),
                settings.poolSize(),
                settings.listeners().http(),
                String.join("\n", settings.listeners().https()));
    StateDirectory.writePrivately(home.resolve("conf/keycloak.conf"), text);
  }

  /** Keycloak's own start script does the same, but stays between us and the process. */
  List<String> startCommand(List<String> jvm) {
    return startCommand(
        jvm,
        distribution.resolve("lib/quarkus-run.jar").toString(),
        "io.quarkus.bootstrap.runner.QuarkusEntryPoint");
  }

  /**
   * The same by Java's own class loader instead of the one of Quarkus: an AOT cache holds only what
   * that one loads.
   */
  List<String> startCommandForAotCache(List<String> jvm) {
    return startCommand(jvm, classPath(), "org.keycloak.quarkus.runtime.KeycloakMain");
  }

  private String classPath() {
    Path lib = distribution.resolve("lib");
    // What Quarkus changed and generated when Keycloak was built comes before what it was made from
    List<Path> all = new ArrayList<>();
    all.add(lib.resolve("quarkus/transformed-bytecode.jar"));
    all.add(lib.resolve("quarkus/generated-bytecode.jar"));
    for (String directory : List.of("app", "lib/main", "lib/boot")) {
      all.addAll(jars(lib.resolve(directory)));
    }
    return all.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static List<Path> jars(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + directory, e);
    }
  }

  private List<String> startCommand(List<String> jvm, String classPath, String main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(
        List.of(
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.security=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-Dkc.home.dir=" + home,
            // Vert.x makes /tmp/vertx-cache, which then belongs to the first user of the machine
            "-Djava.io.tmpdir=" + home.resolve("tmp"),
            "-Djboss.server.config.dir=" + home.resolve("conf"),
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dpicocli.disable.closures=true",
            "-Dquarkus-log-max-startup-records=10000",
            "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
            "-cp",
            classPath,
            main,
            "start",
            "--optimized"));
    return command;
  }
}
