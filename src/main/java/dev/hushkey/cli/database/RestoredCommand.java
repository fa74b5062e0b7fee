package dev.hushkey.cli.database;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.migration.MigrationFailure;
import dev.hushkey.migration.MigrationReader;
import dev.hushkey.restore.EndedScopes;
import dev.hushkey.restore.Lost;
import dev.hushkey.restore.Restored;
import dev.hushkey.revocation.selection.RevocationScope;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what a restore of the database has lost, before the service starts. */
@Command(
    name = "restored",
    description = {
      "Say what a restore of the database has lost. The service answers nobody before.",
      "Run it with the same settings as the service and the owner's password, as hushkey migrate. What"
          + " was issued, ended or sold in what was lost is unknown to the database: this ends whatever"
          + " may have ended, so that nothing lives again that was dead. docs/runbooks/restore.md says"
          + " which option is right."
    },
    footer = {
      "hushkey restored --nothing-lost",
      "hushkey restored --end-links",
      "hushkey restored --keep-links --ended ended.txt",
      "hushkey restored --owners-imported"
    })
public final class RestoredCommand implements Callable<Integer> {

  /** What was lost. */
  static final class What {

    @Option(
        names = "--nothing-lost",
        required = true,
        description =
            "The database has everything that was ever answered: it was restored to the end of the"
                + " write-ahead log, moved or upgraded. Nothing ends.")
    private boolean nothing;

    @Option(
        names = "--end-links",
        required = true,
        description =
            "Something was lost, and nobody knows which links ended meanwhile. All links end; people"
                + " link again.")
    private boolean endLinks;

    @Option(
        names = "--keep-links",
        required = true,
        description =
            "Something was lost, but it is known from elsewhere what ended meanwhile (--ended). Other"
                + " links live on, except with assistants whose refresh tokens rotate.")
    private boolean keepLinks;

    @Option(
        names = "--owners-imported",
        required = true,
        description =
            "Afterwards: the camera backend has named the owner of every device again. Those that it"
                + " has not named belong to nobody.")
    private boolean ownersImported;
  }

  @ArgGroup(multiplicity = "1")
  private What what;

  @Option(
      names = "--ended",
      paramLabel = "FILE",
      description =
          "With --keep-links: what ended in what was lost, a line for each: link:ID, user:ID,"
              + " user:ID/assistant:ID, device:ID, assistant:ID or everything.")
  private Path ended;

  @Option(
      names = "--unnoticed",
      description =
          "Go on although nothing tells of a restore, as after a snapshot of a disk was put back.")
  private boolean unnoticed;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (ended != null && !what.keepLinks) {
      throw new CommandFailure(ExitCode.USAGE, "--ended belongs to --keep-links.");
    }
    PrintWriter out = spec.commandLine().getOut();
    try {
      Restored database = new Restored(MigrationReader.read());
      out.println(
          what.ownersImported
              ? "%d devices belong to nobody now.".formatted(database.forgetOwners())
              : text(database.run(lost(), unnoticed)));
      return ExitCode.OK;
    } catch (MigrationFailure failure) {
      throw new CommandFailure(
          MigrateCommand.exitCode(failure.kind()), failure.getMessage(), failure);
    }
  }

  private Lost lost() {
    if (what.nothing) {
      return new Lost.Nothing();
    }
    return what.endLinks ? new Lost.AllLinks() : new Lost.KnownLinks(scopes());
  }

  private List<RevocationScope> scopes() {
    try {
      return EndedScopes.read(lines());
    } catch (IllegalArgumentException malformed) {
      throw new CommandFailure(ExitCode.USAGE, "--ended: " + malformed.getMessage(), malformed);
    }
  }

  private List<String> lines() {
    try {
      return ended == null ? List.of() : Files.readAllLines(ended, StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new CommandFailure(ExitCode.USAGE, "--ended: cannot read " + ended, unreadable);
    }
  }

  private static String text(Restored.Outcome done) {
    return done.lostSince()
        .map(
            since ->
                """
                Lost since %s, the last heartbeat that the database knows.
                %d links ended; all access tokens, codes and log-ins, and %d signing keys.
                The owners of %d devices are unknown: hand-outs and checks for a device answer 503 until \
                the camera backend has named its owner again (POST /v1/devices/owners). Then: hushkey \
                restored --owners-imported
                The service may start."""
                    .formatted(since, done.links(), done.signingKeys(), done.devices()))
        .orElse("Nothing was lost, and nothing ended. The service may start.");
  }
}
