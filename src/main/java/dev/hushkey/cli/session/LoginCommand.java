package dev.hushkey.cli.session;

import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.SecretFile;
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
    },
    footer = {
      "hushkey login --server https://hushkey.example.com",
      "hushkey login --profile live --client-id hushkey-admin --client-secret-file /run/secrets/admin"
    })
public final class LoginCommand extends BaseCommand {

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
        Optional.ofNullable(client)
            .map(
                given ->
                    new ClientCredentials(
                        given.id,
                        SecretFile.read("--client-secret-file", given.secretFile, context())));
    Realm realm = Realm.of(target(), http());
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
}
