package dev.hushkey.cli;

import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.session.Session;
import dev.hushkey.cli.session.SessionStore;
import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.Terminal;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.SecretText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Does what commands do, in one process and against a server of its own, so that the JVM can write
 * down which classes that takes. The launcher of the archive runs it once (docs/adr/0074).
 */
public final class CommandTraining {

  private static final List<String> LINES =
      List.of(
          "--version",
          "help",
          "links list",
          "links list --output json",
          "links list --output csv",
          "revocations list",
          "profiles list",
          "revoke --user nobody --dry-run",
          "revoke --nonsense");

  /** What stands before every command, and this class does not go through. */
  private static final String MAIN = "dev.hushkey.Main";

  private static final String ANSWER =
      """
      {"links": [{"link": "l", "user": "u", "assistant": "a", "state": "ACTIVE"}]}""";

  private static final int REQUEST = 8192;

  private CommandTraining() {}

  /** Needs nothing, and leaves nothing behind. */
  public static void main(String... arguments) throws IOException {
    Path home = Files.createTempDirectory("hushkey-training");
    try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> answer(server));
      Map<String, String> environment = Map.of("XDG_CONFIG_HOME", home.toString());
      prepare(environment, home, "http://127.0.0.1:" + server.getLocalPort());
      Class.forName(MAIN);
      CommandContext.ofProcess().terminal().shows();
      for (String line : LINES) {
        HushkeyCommand.run(context(environment), line.split(" "));
      }
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    } finally {
      delete(home);
    }
  }

  /** Commands may have left other files than those that were put there. */
  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void prepare(Map<String, String> environment, Path home, String address)
      throws IOException {
    AccessToken token = new AccessToken(SecretText.of("none"), Instant.MAX);
    SessionStore.in(environment)
        .logIn(
            new Session(
                Server.from(address), URI.create(address), "training", token, Optional.empty()));
    Path config = home.resolve("hushkey/config.toml");
    Files.writeString(
        config, "profile = \"training\"\n[profiles.training]\nserver = \"" + address + "\"\n");
  }

  private static CommandContext context(Map<String, String> environment) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new CommandContext(
        nowhere,
        nowhere,
        new ByteArrayInputStream(new byte[0]),
        Terminal.NONE,
        environment,
        Clock.systemUTC(),
        Thread::sleep);
  }

  private static void answer(ServerSocket server) {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          if (socket.getInputStream().read(new byte[REQUEST]) < 0) {
            continue;
          }
          socket
              .getOutputStream()
              .write(
                  "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                      .formatted(ANSWER.length(), ANSWER)
                      .getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException closed) {
      // the training is over
    }
  }
}
