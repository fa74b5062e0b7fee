package dev.hushkey.flow.clients;

import dev.hushkey.stack.MavenArtifact;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java client that <a href="https://openapi-generator.tech">openapi-generator</a> makes from our
 * API document and that nobody edits, with {@code clients/GeneratedClient.java} on top of it, in a
 * process of its own. It needs Jackson, and Apache's HTTP client for forms.
 */
final class GeneratedClient {

  private static final Path DOCUMENT = Path.of("docs/api/openapi.yaml");
  private static final String PACKAGE = "generated";

  /** JSON, and forms. */
  private static final String LIBRARIES =
      ".*/(jackson-(core|databind|annotations|datatype-jsr310)|jakarta.annotation-api"
          + "|httpclient|httpcore|httpmime|commons-logging)-[0-9][^/]*[.]jar";

  private final Path directory;

  private GeneratedClient(Path directory) {
    this.directory = directory;
  }

  /** Generates and compiles it, which takes a few seconds. */
  static GeneratedClient build() {
    try {
      GeneratedClient client =
          new GeneratedClient(Files.createTempDirectory(Path.of("target"), "client"));
      client.generate();
      client.compile();
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void generate() throws IOException {
    Path generator =
        MavenArtifact.fetch("openapi-generator", "org.openapitools:openapi-generator-cli");
    List<String> command = new ArrayList<>(List.of(java("java"), "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-jar", generator.toString(), "generate", "-g", "java"));
    command.addAll(List.of("-i", DOCUMENT.toAbsolutePath().toString(), "-o", directory.toString()));
    command.addAll(List.of("--library", "native", "--invoker-package", PACKAGE));
    command.addAll(List.of("--api-package", PACKAGE + ".api"));
    command.addAll(List.of("--model-package", PACKAGE + ".model"));
    command.add("--additional-properties=openApiNullable=false,useJakartaEe=true");
    command.add(
        "--global-property=apis,models,supportingFiles"
            + ",apiTests=false,modelTests=false,apiDocs=false,modelDocs=false");
    run(command, Map.of());
  }

  private void compile() throws IOException {
    List<String> command = new ArrayList<>(List.of(java("javac"), "-nowarn", "-proc:none"));
    command.addAll(List.of("-cp", libraries(), "-d", classes().toString()));
    command.add(Path.of("src/test/resources/clients/GeneratedClient.java").toString());
    try (Stream<Path> sources = Files.walk(directory.resolve("src/main/java"))) {
      sources.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(command::add);
    }
    run(command, Map.of());
  }

  /** Runs it and returns what it printed, by name. */
  Map<String, String> run(Map<String, String> settings) throws IOException {
    String classPath = classes() + File.pathSeparator + libraries();
    return run(List.of(java("java"), "-cp", classPath, "GeneratedClient"), settings)
        .lines()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2)
        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
  }

  private Path classes() {
    return directory.resolve("classes");
  }

  private static String libraries() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.matches(LIBRARIES))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String java(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  private static String run(List<String> command, Map<String, String> settings) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(settings);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new AssertionError(command.getFirst() + " failed:\n" + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return output;
  }
}
