package dev.hushkey.cli.revocations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.provision.KeyVersions;
import dev.hushkey.cli.provision.VaultOptions;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.terminal.ConfirmOption;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.cli.terminal.WaitOptions;
import dev.hushkey.identity.RevocationId;
import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Destroys what a revocation with {@code --shred} has left. */
@Command(
    name = "shred",
    description = {
      "Destroy the key versions of a revocation that was made with --shred, after another admin has"
          + " approved it, or where revoke was interrupted. What is done already is not done again.",
      "It cannot be undone. Asks for a typed confirmation; without a terminal it needs --yes.",
      "Needs a log-in and a Vault token with the policy hushkey-shred."
    },
    footer = {
      "hushkey revocations shred 0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11 --vault-token-file -"
    })
final class RevocationsShredCommand extends BaseCommand {

  @Parameters(paramLabel = "REVOCATION", description = "The revocation's id.")
  private RevocationId revocation;

  @Mixin private VaultOptions vault;
  @Mixin private ConfirmOption confirmation;

  @Mixin private WaitOptions.Limit waiting;

  @Override
  public Integer call() throws InterruptedException {
    Duration limit = waiting.most();
    AdminApi api = api();
    Function<String, KeyVersions> keys = ShredOptions.open(vault, this);
    JsonNode found = api.get("/v1/revocations/" + revocation).json();
    Shredding.requireAsked(found);
    confirmation.confirm(
        context(),
        place(),
        () ->
            "This destroys %s. It can never be undone: no copy of what they sealed can be read again."
                .formatted(Table.printable(RevocationWords.shred(found))),
        "shred");
    Answer done = new Shredding(api, context(), keys, revocation.toString(), limit).carryOut();
    result(done, RevocationsShowCommand.table(done.json()));
    return ExitCode.OK;
  }
}
