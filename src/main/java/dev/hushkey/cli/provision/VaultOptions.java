package dev.hushkey.cli.provision;

import dev.hushkey.cli.session.AuthorityFile;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.terminal.CommandContext;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.SecretFile;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.secret.SecretText;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where Vault is, and which token to use there. The token is never on the command line. */
public final class VaultOptions {

  @Option(
      names = "--vault-address",
      paramLabel = "URL",
      description = "Vault or OpenBao. Default: $$VAULT_ADDR or $$BAO_ADDR.")
  private Optional<URI> address = Optional.empty();

  @Option(
      names = "--vault-token-file",
      paramLabel = "FILE",
      description =
          "The file with your token; - reads standard input. Default: $$VAULT_TOKEN_FILE.")
  private Optional<String> tokenFile = Optional.empty();

  @Option(
      names = "--vault-namespace",
      paramLabel = "NAME",
      description = "Vault namespace. Default: $$VAULT_NAMESPACE or $$BAO_NAMESPACE.")
  private Optional<String> namespace = Optional.empty();

  @Option(
      names = "--vault-ca-file",
      paramLabel = "FILE",
      description = "CA certificate, PEM. Default: $$VAULT_CACERT or $$BAO_CACERT.")
  private Optional<Path> caFile = Optional.empty();

  @Option(
      names = "--transit-mount",
      paramLabel = "PATH",
      defaultValue = "transit",
      description = "Where Transit is mounted. Default: ${DEFAULT-VALUE}")
  private String mount;

  public String mount() {
    return mount;
  }

  public OperatorVault open(BaseCommand command) {
    Map<String, String> environment = command.context().environment();
    Optional<Path> ca = caFile.or(() -> of(environment, "CACERT").map(Path::of));
    return new OperatorVault(
        command.http(ca.map(AuthorityFile::trusting)),
        address(environment),
        token(command.context()),
        namespace.or(() -> of(environment, "NAMESPACE")));
  }

  private URI address(Map<String, String> environment) {
    URI found =
        address
            .or(() -> of(environment, "ADDR").map(VaultOptions::parse))
            .orElseThrow(
                () -> CommandFailure.usage("Missing --vault-address URL, or set VAULT_ADDR."));
    if (found.getHost() == null) {
      throw CommandFailure.usage("--vault-address must be a URL such as https://vault:8200");
    }
    if (!"https".equals(found.getScheme()) && !isThisMachine(found.getHost())) {
      throw CommandFailure.usage(
          "--vault-address must begin with https://, since your token goes there");
    }
    return found;
  }

  private SecretText token(CommandContext context) {
    String file =
        tokenFile
            .or(() -> Optional.ofNullable(context.environment().get("VAULT_TOKEN_FILE")))
            .orElseThrow(
                () ->
                    CommandFailure.usage(
                        "Missing --vault-token-file FILE, or set VAULT_TOKEN_FILE; - reads standard"
                            + " input. The token itself is never an argument."));
    return SecretFile.read("--vault-token-file", file, context);
  }

  private static Optional<String> of(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get("VAULT_" + name))
        .or(() -> Optional.ofNullable(environment.get("BAO_" + name)))
        .filter(value -> !value.isBlank());
  }

  private static URI parse(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException malformed) {
      throw CommandFailure.usage(
          "VAULT_ADDR is '%s'; it must be a URL such as https://vault:8200"
              .formatted(Table.printable(text)));
    }
  }

  /** Only the literal name or number: DNS must not decide whether we encrypt. */
  private static boolean isThisMachine(String host) {
    try {
      return host.equals("localhost")
          || InetAddress.ofLiteral(host.replaceAll("^\\[|]$", "")).isLoopbackAddress();
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
