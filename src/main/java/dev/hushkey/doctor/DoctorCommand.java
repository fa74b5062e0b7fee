package dev.hushkey.doctor;

import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Lists;
import dev.hushkey.cli.terminal.SecretFile;
import dev.hushkey.doctor.finding.Area;
import dev.hushkey.doctor.keycloak.Credentials;
import dev.hushkey.doctor.net.Authorities;
import dev.hushkey.doctor.setup.ServiceSettings;
import dev.hushkey.secret.SecretText;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at a whole installation. */
@Command(
    name = "doctor",
    description = {
      "Look at a whole installation: settings, this machine, PostgreSQL, Vault, Keycloak, the public"
          + " address, and the service if it runs here.",
      "Reads the service's own settings, in the same places. Changes nothing; takes 15 seconds at"
          + " most. docs/doctor.md lists every check.",
      "It ends with 0 when all is in order, "
          + ExitCode.WARNING
          + " with warnings and "
          + ExitCode.DIFFERENT
          + " with failures. What was not checked does not count."
    },
    footer = {
      "hushkey doctor",
      "hushkey doctor --only vault --vault-token-file inspect-token",
      "hushkey doctor --output json"
    })
public final class DoctorCommand extends BaseCommand implements Lists {

  @Option(
      names = "--only",
      paramLabel = "AREA",
      split = ",",
      description = "Only these areas: ${COMPLETION-CANDIDATES}.")
  private Set<Area> only = EnumSet.allOf(Area.class);

  @Option(
      names = "--vault-token-file",
      paramLabel = "FILE",
      description = "A token of the policy hushkey-inspect; - reads standard input.")
  private Optional<String> vaultToken = Optional.empty();

  @Option(
      names = "--keycloak-token-file",
      paramLabel = "FILE",
      description = "An access token that may read the realm; - reads standard input.")
  private Optional<String> keycloakToken = Optional.empty();

  @Option(
      names = "--caller-secret-file",
      paramLabel = "CLIENT=FILE",
      description = "The secret of an internal caller, to look at its tokens; may be repeated.")
  private Map<String, String> callers = new TreeMap<>();

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "Trust this authority (PEM) at the public address.")
  private Optional<Path> caFile = Optional.empty();

  private final Function<Clock, ServiceSettings> reader;

  /** Reads the service's settings when they are needed. */
  public DoctorCommand(Function<Clock, ServiceSettings> reader) {
    this.reader = reader;
  }

  @Override
  public Integer call() throws InterruptedException {
    Lent lent = lent();
    ServiceSettings installation = reader.apply(context().clock());
    Report report = new Doctor(installation, lent, version()).examine(only);
    list(report.json(), report.rows(), report.text());
    return report.exitCode();
  }

  private Lent lent() {
    Map<String, SecretText> secrets = new TreeMap<>();
    callers.forEach((client, file) -> secrets.put(client, read("--caller-secret-file", file)));
    return new Lent(
        vaultToken.map(file -> read("--vault-token-file", file)),
        new Credentials(secrets, keycloakToken.map(file -> read("--keycloak-token-file", file))),
        caFile.map(DoctorCommand::authorities));
  }

  private SecretText read(String option, String file) {
    return SecretFile.read(option, file, context());
  }

  private static KeyStore authorities(Path file) {
    try {
      return Authorities.ofPem(List.of(file));
    } catch (IOException unusable) {
      throw CommandFailure.usage(
          "--ca-file: cannot read %s: %s.".formatted(file, SecretFile.why(unusable)));
    }
  }

  private static String version() {
    String version = DoctorCommand.class.getPackage().getImplementationVersion();
    return version == null ? "(development build)" : version;
  }
}
