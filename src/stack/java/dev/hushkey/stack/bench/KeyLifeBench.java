package dev.hushkey.stack.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.cli.HushkeyCommand;
import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.Terminal;
import dev.hushkey.identity.LinkId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.TestSeal;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.LocalStack;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ./hushkey bench keys [tokens]}: how long the running Hushkey takes to move so many tokens
 * to a new version of their key, and how long an operator takes to shred them all. Ends every link
 * with Alexa on this stack.
 */
final class KeyLifeBench {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOKEN = "Atza|" + "t".repeat(500);
  private static final int AT_ONCE = 3000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final LocalStack stack;
  private final int tokens;
  private final Path home;

  KeyLifeBench(LocalStack stack, int tokens) throws IOException {
    this.stack = stack;
    this.tokens = tokens;
    this.home = Files.createTempDirectory("hushkey-bench");
  }

  void run() throws Exception {
    Path secret = write("client-secret", stack.keycloak().clientSecret("hushkey-admin"));
    cli("login", "--client-id", "hushkey-admin", "--client-secret-file", secret.toString());
    System.out.printf("Linking %,d users%n", tokens);
    link();
    cli("vault", "rotate", "--assistant=alexa", "--wait");
    tellRewrap();
    Path token = write("vault-token", stack.openBao().shredToken());
    VaultTokenThief thief = new VaultTokenThief(stack);
    Thread stealing = thief.start();
    long command = System.nanoTime();
    String told =
        cli(
            "vault",
            "shred",
            "--assistant=alexa",
            "--reason=benchmark",
            "--yes",
            "--vault-address=" + stack.openBao().address(),
            "--vault-token-file=" + token);
    System.out.println(told.lines().findFirst().orElse(""));
    stealing.join(PATIENCE);
    System.out.printf(
        "a thief with the service's Vault token opened the last one %d ms after the command%n",
        thief.lastOpenedAfter(command).toMillis());
  }

  private void tellRewrap() throws IOException {
    JsonNode rewrap = rewrap(JSON.readTree(cli("vault", "keys", "--output=json")));
    Duration took =
        Duration.between(
            Instant.parse(rewrap.path("startedAt").asText()),
            Instant.parse(rewrap.path("finishedAt").asText()));
    System.out.printf(
        Locale.ROOT,
        "rewrap of %,d tokens: %.1f s, %d refused%n",
        rewrap.path("rewrapped").asLong(),
        took.toMillis() / 1e3,
        rewrap.path("refused").asLong());
  }

  private static JsonNode rewrap(JsonNode keys) {
    for (JsonNode key : keys.path("keys")) {
      if (key.path("key").asText().equals("hushkey-alexa")) {
        return key.path("rewrap");
      }
    }
    throw new IllegalStateException("no key of alexa");
  }

  private void link() throws SQLException {
    try (TestSeal seal = new TestSeal(stack.hushkeyConfig());
        Connection database = stack.postgres().connect(LocalStack.HUSHKEY)) {
      for (int done = 0; done < tokens; done += AT_ONCE) {
        store(database, seal, Math.min(AT_ONCE, tokens - done));
      }
    }
  }

  private static void store(Connection database, TestSeal seal, int number) throws SQLException {
    List<LinkId> links = new ArrayList<>();
    List<Uni<SealedText>> sealing = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      LinkId link = LinkIds.create();
      SealBinding binding = TestSeal.link("alexa", link, "bench-" + link);
      links.add(link);
      sealing.add(seal.sealer().seal(SecretText.of(TOKEN), binding));
    }
    List<SealedText> sealed =
        TestSeal.await(Uni.join().all(sealing).usingConcurrencyOf(AT_ONCE / 2).andFailFast());
    try (PreparedStatement insert =
        database.prepareStatement(
            """
            with made as (
              insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
              values (?, ?, 'alexa', 'ACTIVE', clock_timestamp(), clock_timestamp(),
                      clock_timestamp())
              returning id)
            insert into upstream_token
                   (link_id, sealed, received_at, access_expires_at, region, event_endpoint, version)
            select id, ?, clock_timestamp(), clock_timestamp(), 'na', 'https://localhost', 1
              from made
            """)) {
      for (int i = 0; i < number; i++) {
        insert.setObject(1, links.get(i).value());
        insert.setString(2, "bench-" + links.get(i));
        insert.setString(3, sealed.get(i).ciphertext());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private String cli(String... arguments) {
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream screen = new PrintStream(written, true, StandardCharsets.UTF_8);
    CommandContext context =
        new CommandContext(
            screen,
            screen,
            new ByteArrayInputStream(new byte[0]),
            Terminal.NONE,
            Map.of(
                "XDG_CONFIG_HOME",
                home.toString(),
                "HUSHKEY_URL",
                stack.hushkeyConfig().get("hushkey.issuer")),
            Clock.systemUTC(),
            Thread::sleep);
    int exitCode = HushkeyCommand.run(context, arguments);
    String text = written.toString(StandardCharsets.UTF_8);
    if (exitCode != 0) {
      throw new IllegalStateException(text);
    }
    return text;
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(home.resolve(name), content);
  }
}
