package dev.hushkey.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The Keycloak of pom.xml's version: fetched by Maven, unpacked, and built once for our database,
 * in the cache.
 */
final class KeycloakDistribution {
  /** Settings that Keycloak fixes when it is built; part of the name in the cache. */
  private static final List<String> BUILD =
      List.of(
          "build",
          "--db=postgres",
          "--health-enabled=true",
          // health on the one port, else every stack needs another
          "--http-management-health-enabled=false",
          "--metrics-enabled=false",
          "--features-disabled=kerberos,ipa-tuura-federation,docker,organization");

  private final ToolCache tools;
  private final List<String> build;

  KeycloakDistribution(ToolCache tools) {
    this(tools, List.of());
  }

  /** One that is built with further options. */
  KeycloakDistribution(ToolCache tools, List<String> more) {
    this.tools = tools;
    this.build = Stream.concat(BUILD.stream(), more.stream()).toList();
  }

  Path get() {
    String version = Resources.version("keycloak");
    String name = "keycloak-%s-%08x".formatted(version, build.hashCode());
    return tools.get(name, directory -> make(version, directory)).resolve("keycloak-" + version);
  }

  private void make(String version, Path directory) throws IOException {
    download(version, directory);
    try (Stream<Path> files = Files.list(directory)) {
      Path zip = files.filter(f -> f.toString().endsWith(".zip")).findFirst().orElseThrow();
      ToolCache.unpackZip(zip, directory);
      Files.delete(zip);
    }
    build(directory.resolve("keycloak-" + version));
  }

  private static void download(String version, Path directory) {
    List<String> maven = new ArrayList<>(List.of("mvn"));
    if (!Progress.isTerminal()) {
      maven.addAll(List.of("-B", "-ntp", "-q"));
    }
    maven.add(
        "org.apache.maven.plugins:maven-dependency-plugin:%s:copy"
            .formatted(Resources.version("maven-dependency-plugin")));
    maven.add("-Dartifact=org.keycloak:keycloak-quarkus-dist:%s:zip".formatted(version));
    maven.add("-DoutputDirectory=" + directory);
    if (run(maven) != 0) {
      throw new StackException("Maven could not fetch Keycloak; its reason stands above.");
    }
  }

  private static int run(List<String> maven) {
    Map<String, String> sameJdk = Map.of("JAVA_HOME", System.getProperty("java.home"));
    return Command.show(maven, sameJdk, Path.of("."));
  }

  private void build(Path keycloak) throws IOException {
    List<String> command = new ArrayList<>(List.of(keycloak.resolve("bin/kc.sh").toString()));
    command.addAll(build);
    Map<String, String> sameJdk = Map.of("JAVA_HOME", System.getProperty("java.home"));
    Command done = Command.run(command, sameJdk, keycloak);
    if (!done.succeeded()) {
      throw new IOException("kc.sh build failed:\n" + done.output());
    }
  }
}
