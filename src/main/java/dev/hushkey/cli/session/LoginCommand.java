package dev.hushkey.cli.session;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.secret.SecretText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Logs a person in through a browser, or a program by its secret. */
@Command(
    name = "login",
    description = {
      "Log in: as a person, in a browser; or as a program, with --client-id.",
      "Stores the tokens in $XDG_CONFIG_HOME/hushkey/session.json (default ~/.config)."
    })
public final class LoginCommand extends BaseCommand {

  private static final String STDIN = "-";

  @ArgGroup(exclusive = false)
  private ClientOptions client;

  /** A secret is never an argument: every user on the machine can read those. */
  private static final class ClientOptions {
    @Option(
        names = "--client-id",
        required = true,
        paramLabel = "ID",
        description = "Log in as this client (client credentials).")
    private String id;

    @Option(
        names = "--client-secret-file",
        required = true,
        paramLabel = "FILE",
        description = "The file with its secret; - reads standard input.")
    private String secretFile;
  }

  @Override
  public Integer call() throws InterruptedException {
    Server server = server();
    // Before any request: a wrong file should be reported at once.
    Optional<ClientCredentials> program =
        Optional.ofNullable(client).map(given -> new ClientCredentials(given.id, secret()));
    Realm realm = Realm.of(server, http());
    sessions().logIn(program.isPresent() ? logIn(program.get(), realm) : logIn(realm));
    say("Logged in at %s%s.", server, program.map(it -> " as " + it.clientId()).orElse(""));
    return ExitCode.OK;
  }

  private Session logIn(Realm realm) throws InterruptedException {
    return new DeviceFlow(server(), realm, http(), context()).logIn();
  }

  private Session logIn(ClientCredentials program, Realm realm) {
    return program.logIn(server(), realm, http(), context().clock().instant());
  }

  private SecretText secret() {
    try {
      String text = read().strip();
      if (text.isEmpty()) {
        throw CommandFailure.usage("--client-secret-file: " + client.secretFile + " is empty.");
      }
      return SecretText.of(text);
    } catch (IOException unreadable) {
      throw CommandFailure.usage(
          "--client-secret-file: cannot read %s (%s)."
              .formatted(client.secretFile, unreadable.getClass().getSimpleName()));
    }
  }

  private String read() throws IOException {
    return STDIN.equals(client.secretFile)
        ? new String(context().in().readAllBytes(), StandardCharsets.UTF_8)
        : Files.readString(Path.of(client.secretFile));
  }
}
