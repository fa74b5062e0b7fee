package dev.hushkey.stack.keycloak;

import dev.hushkey.stack.process.Command;
import dev.hushkey.stack.tool.MavenZip;
import dev.hushkey.stack.tool.Resources;
import dev.hushkey.stack.tool.ToolCache;
import java.io.IOException;
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

  /** About its size, in megabytes. */
  private static final int DOWNLOAD = 177;

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
    return tools.get(name(), directory -> make(version, directory)).resolve("keycloak-" + version);
  }

  private String name() {
    return "keycloak-%s-%08x".formatted(Resources.version("keycloak"), build.hashCode());
  }

  /** An AOT cache fits one distribution and one Java only. */
  String aotCacheName() {
    return name() + "-java-" + Runtime.version();
  }

  private void make(String version, Path directory) throws IOException {
    new MavenZip("org.keycloak", "keycloak-quarkus-dist", version, "", DOWNLOAD)
        .unpackInto(directory);
    build(directory.resolve("keycloak-" + version));
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
