package dev.hushkey.cli.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.provision.KeyVersions;
import dev.hushkey.cli.provision.VaultOptions;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ConfirmOption;
import dev.hushkey.cli.terminal.ExitCode;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Retires the versions of a key that no living ciphertext uses. */
@Command(
    name = "retire",
    description = {
      "Destroy all versions of a key except the latest. What backups or thieves have of them can"
          + " then no longer be read.",
      "Refused while a ciphertext in use needs one of them. It cannot be undone.",
      "Needs a log-in and a Vault token with the policy hushkey-shred."
    },
    footer = {"hushkey vault retire --assistant alexa --vault-token-file - --dry-run"})
final class VaultRetireCommand extends BaseCommand {

  /** A ciphertext of the previous version may still be on its way to its row. */
  private static final Duration ON_THE_WAY = Duration.ofMinutes(1);

  @ArgGroup(exclusive = true, multiplicity = "1")
  private KeySelection selection;

  @Mixin private VaultOptions vault;

  @Option(names = "--dry-run", description = "Only check whether it is possible.")
  private boolean dryRun;

  @Mixin private ConfirmOption confirmation;

  @Override
  public Integer call() {
    String key = selection.transitKey();
    KeyVersions versions = new KeyVersions(vault.open(this), vault.mount(), key);
    Answer answer = api().get("/v1/transit-keys/" + key);
    int latest = answer.json().path("latestVersion").asInt();
    requireUnused(answer.json(), latest);
    if (dryRun) {
      result(answer, "Versions before %d could be destroyed.".formatted(latest));
      return ExitCode.OK;
    }
    confirmation.confirm(
        context(),
        place(),
        () ->
            "This destroys all versions of %s before %d. It cannot be undone."
                .formatted(key, latest),
        selection.word());
    versions.endBefore(latest);
    result(answer, "Destroyed: all versions of %s before %d.".formatted(key, latest));
    return ExitCode.OK;
  }

  private void requireUnused(JsonNode key, int latest) {
    for (JsonNode version : key.path("versions")) {
      int number = version.path("version").asInt();
      long living = version.path("living").asLong();
      if (number < latest && living > 0) {
        throw refused(
            "Version %2$d still seals %1$,d ciphertexts in use.".formatted(living, number)
                + " Move them first: hushkey vault rewrap --wait");
      }
      if (number == latest && isYoung(version)) {
        throw refused(
            "Version %d is less than a minute old. Try again in a minute.".formatted(number));
      }
    }
  }

  private boolean isYoung(JsonNode version) {
    Instant made = Instant.parse(version.path("madeAt").asText());
    return context().clock().instant().isBefore(made.plus(ON_THE_WAY));
  }

  private static CommandFailure refused(String why) {
    return new CommandFailure(ExitCode.NOT_CONFIRMED, "Nothing was destroyed. " + why);
  }
}
