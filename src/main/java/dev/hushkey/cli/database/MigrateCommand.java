package dev.hushkey.cli.database;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.migration.Migration;
import dev.hushkey.migration.MigrationFailure;
import dev.hushkey.migration.MigrationReader;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes or upgrades the schema as its owner, before the service starts. */
@Command(
    name = "migrate",
    description = {
      "Make or upgrade the database schema, and grant the service's role what it needs.",
      "Run it before a new release starts, with the same settings as the service and the owner's"
          + " password: hushkey.migration.password, or HUSHKEY_MIGRATION_PASSWORD in the environment."
          + " Neither Vault nor Keycloak is needed. It is safe to repeat."
    },
    footer = {"hushkey migrate"})
public final class MigrateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Migration.Outcome done = new Migration(MigrationReader.read()).run();
      out.println(text(done));
      return ExitCode.OK;
    } catch (MigrationFailure failure) {
      throw new CommandFailure(exitCode(failure.kind()), failure.getMessage(), failure);
    }
  }

  private static String text(Migration.Outcome done) {
    if (done.newer()) {
      return "The schema is at version %d, made by a newer release; nothing to do."
          .formatted(done.version());
    }
    return done.applied() == 0
        ? "The schema is at version %d; nothing to migrate. The grants are current."
            .formatted(done.version())
        : "The schema is at version %d after %d migrations. The grants are current."
            .formatted(done.version(), done.applied());
  }

  static int exitCode(MigrationFailure.Kind kind) {
    return switch (kind) {
      case SETTING -> ExitCode.USAGE;
      case UNAVAILABLE -> ExitCode.UNAVAILABLE;
      case REFUSED -> ExitCode.NOT_ALLOWED;
      case SCHEMA -> ExitCode.UNEXPECTED;
    };
  }
}
