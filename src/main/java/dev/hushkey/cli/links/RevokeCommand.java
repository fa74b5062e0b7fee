package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.cells.CellAnswers;
import dev.hushkey.cli.cells.CellCommand;
import dev.hushkey.cli.provision.KeyVersions;
import dev.hushkey.cli.revocations.CellRows;
import dev.hushkey.cli.revocations.CellSweeping;
import dev.hushkey.cli.revocations.RevocationWords;
import dev.hushkey.cli.revocations.RevocationsShowCommand;
import dev.hushkey.cli.revocations.ShredOptions;
import dev.hushkey.cli.revocations.Shredding;
import dev.hushkey.cli.revocations.Sweeping;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ConfirmOption;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.ReasonOption;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.cli.terminal.WaitOptions;
import dev.hushkey.identity.RevocationId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ends a set of links at once. */
@Command(
    name = "revoke",
    description = {
      "Revoke a set of links: every token issued for them so far, by us or by the assistant, stops"
          + " working.",
      "In force when the command returns; the rows are cleaned up in the background.",
      "--all, --everything and lists ask for a typed confirmation; without a terminal they need"
          + " --yes.",
      "A list is a file with one of them a line, or - for standard input; at most 50,000 at once.",
      "--leaked-tokens reads access and refresh tokens of ours, one a line, plain or as"
          + " sha256:HASH. They are hashed here: no token is sent. The links of those that can do harm"
          + " end, and the answer tells whose they are.",
      "What is selected, a dry run says as a sentence.",
      "With --cells it is sent to all cells at the same time, under one id. What has not answered is"
          + " named, with the command that finishes it; code 12."
    },
    footer = {
      "hushkey revoke --assistant alexa --all --reason \"tokens leaked\" --ticket INC-42",
      "hushkey revoke --assistant alexa --all --dry-run",
      "hushkey revoke --user USER --assistant alexa --reason \"asked by the customer\"",
      "hushkey revoke --users affected.txt --assistant alexa --dry-run",
      "hushkey revoke --everything --authorized-before 2026-01-31T08:00:00Z --reason \"INC-42\"",
      "hushkey revoke --assistant alexa --all --last-used-before 365d --dry-run",
      "hushkey revoke --assistant alexa --all --shred --reason \"INC-42\" --vault-token-file -",
      "hushkey revoke --leaked-tokens found.txt --dry-run",
      "hushkey revoke --cells live --assistant alexa --all --reason \"INC-42\"",
      "hushkey revoke --leaked-tokens found.txt --reason \"INC-42: found in a paste\""
    })
public final class RevokeCommand extends CellCommand {

  private static final String PATH = "/v1/revocations";

  @Mixin private SelectorOptions options;
  @Mixin private ReasonOption reason;
  @Mixin private TicketOption ticket;

  @Option(names = "--dry-run", description = "Only count what would be revoked.")
  private boolean dryRun;

  @Option(
      names = "--end-sessions",
      description = "Also end the affected users' sessions at the identity provider.")
  private boolean endSessions;

  @Option(
      names = "--urgent",
      description =
          "Do not wait for the approval of another admin, where the installation requires one."
              + " Goes on record as an alarm.")
  private boolean urgent;

  @Option(
      names = "--id",
      paramLabel = "REVOCATION",
      description =
          "The id to give it, a random UUID. Sent again with the same id, it is not made twice.")
  private RevocationId id;

  @Mixin private ConfirmOption confirmation;
  @Mixin private WaitOptions waiting;
  @Mixin private ShredOptions shred;

  private SelectorOptions.Selected selected;
  private Optional<Function<String, KeyVersions>> keys = Optional.empty();

  @Override
  public Integer call() throws InterruptedException {
    if (!dryRun) {
      reason.require();
    }
    selected = options.read(context());
    Optional<Duration> wait = waiting.limit();
    if (inCells()) {
      return callInCells(wait);
    }
    AdminApi api = api();
    if (dryRun) {
      return count(api);
    }
    keys = shred.keys(this);
    selected.wordToType().ifPresent(word -> confirm(api, word));
    return revoke(api, wait);
  }

  private int callInCells(Optional<Duration> wait) throws InterruptedException {
    if (shred.wanted()) {
      throw CommandFailure.usage(
          "--shred needs the Vault of one cell: revoke in all cells without it, then shred in each.");
    }
    ObjectNode counting = request(Optional.empty()).put("dryRun", true);
    if (dryRun) {
      CellAnswers counted = askCells(api -> api.post(PATH, counting).json());
      CellCounts counts = new CellCounts(counted, selected.tokens());
      return report(
          counted,
          counts.rows(),
          "Would revoke %s. Nothing was changed.%n%n%s"
              .formatted(counts.words(), counts.withSum() + counts.tokens()),
          finish());
    }
    if (selected.wordToType().isPresent()) {
      confirmation.confirm(
          context(),
          places(),
          () -> new CellCounts(countInCells(counting), selected.tokens()).consequence(),
          selected.wordToType().get());
    }
    return revokeInCells(wait);
  }

  private CellAnswers countInCells(ObjectNode counting) {
    try {
      return askCells(api -> api.post(PATH, counting).json());
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new CommandFailure(ExitCode.NOT_CONFIRMED, "Interrupted. Nothing was changed.", ended);
    }
  }

  /** Under one id in all cells, so that it can be sent again to those that have not answered. */
  private int revokeInCells(Optional<Duration> wait) throws InterruptedException {
    String named = Optional.ofNullable(id).orElseGet(RevocationId::random).toString();
    ObjectNode body =
        request(Optional.of(named)).put("reason", reason.require()).put("endSessions", endSessions);
    CellAnswers answers = askCells(api -> api.post(PATH, body).json());
    CellCounts counts = new CellCounts(answers, selected.tokens());
    String tokens = counts.tokens();
    say("Revocation %s: %s.", named, counts.places());
    CellSweeping sweeping = new CellSweeping(following(), named);
    answers = wait.isPresent() ? sweeping.finished(answers, wait.get()) : sweeping.counted(answers);
    Table rows = CellRows.of(answers);
    Map<String, String> finish = finish();
    finish.put("--id", named);
    int reported = report(answers, rows, rows + tokens, finish);
    if (reported == ExitCode.OK && CellRows.isAwaited(answers)) {
      say("NOT IN FORCE everywhere: another admin has to approve it.");
      say("For them: hushkey revocations approve %s %s", named, "--cells " + cellsName());
      return ExitCode.AWAITS_APPROVAL;
    }
    return wait.isPresent() ? CellRows.exitCode(reported, answers) : reported;
  }

  /** What of the command must be different when it is typed again for the missing cells. */
  private Map<String, String> finish() {
    Map<String, String> finish = new LinkedHashMap<>(options.instants(selected.selector()));
    finish.put("--save-selector", "");
    return finish;
  }

  private int count(AdminApi api) {
    Answer answer = extent(api);
    String text = "Would revoke %s. Nothing was changed.".formatted(words(answer.json()));
    show(answer, text + DryRunReport.of(answer.json()), report(answer));
    return ExitCode.OK;
  }

  private Optional<LeakedTokenReport> report(Answer answer) {
    Optional<LeakedTokenReport> report =
        selected.tokens().map(list -> new LeakedTokenReport(list, answer.json()));
    report.ifPresent(tokens -> say("%s", tokens.summary()));
    return report;
  }

  private void show(Answer answer, Object forPeople, Optional<LeakedTokenReport> report) {
    report.ifPresentOrElse(
        tokens -> result(tokens.in(answer.json()).toString(), forPeople + tokens.table()),
        () -> result(answer, forPeople));
  }

  private Answer extent(AdminApi api) {
    return api.post(PATH, request(Optional.empty()).put("dryRun", true));
  }

  private static String words(JsonNode extent) {
    return "%s of %s (%s)"
        .formatted(
            counted(extent.path("links").asLong(), "link"),
            counted(extent.path("users").asLong(), "user"),
            Table.printable(extent.path("ends").asText()));
  }

  private static String counted(long number, String thing) {
    return "%,d %s%s".formatted(number, thing, number == 1 ? "" : "s");
  }

  /** Nobody should end the links of many users by mistake. */
  private void confirm(AdminApi api, String word) {
    confirmation.confirm(
        context(),
        place(),
        () -> {
          Answer extent = extent(api);
          report(extent);
          return "This revokes "
              + words(extent.json())
              + ", immediately and permanently."
              + (shred.wanted() ? " What is destroyed can never be brought back." : "");
        },
        word);
  }

  private int revoke(AdminApi api, Optional<Duration> wait) throws InterruptedException {
    long start = System.nanoTime();
    Answer answer = send(api);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    JsonNode revocation = answer.json();
    if (RevocationWords.awaitsApproval(revocation)) {
      result(answer, RevocationsShowCommand.table(revocation));
      context().err().println(RevocationWords.approvalNeeded(revocation));
      if (shred.wanted()) {
        say(
            "Once it is approved: hushkey revocations shred %s",
            revocation.path("revocation").asText());
      }
      return ExitCode.AWAITS_APPROVAL;
    }
    say(
        "Revoked %s. In force since %s; it took %d ms.",
        Table.printable(revocation.path("ends").asText()),
        revocation.path("inForceSince").asText(),
        took.toMillis());
    Optional<LeakedTokenReport> report = report(answer);
    if (keys.isPresent()) {
      answer = shredding(api, revocation.path("revocation").asText()).carryOut();
    }
    if (wait.isPresent()) {
      answer = new Sweeping(api, context(), wait.get()).follow(answer);
    }
    show(answer, RevocationsShowCommand.table(answer.json()), report);
    return ExitCode.OK;
  }

  private Shredding shredding(AdminApi api, String revocation) {
    return new Shredding(api, context(), keys.orElseThrow(), revocation, waiting.most());
  }

  private Answer send(AdminApi api) {
    try {
      return api.post(
          PATH,
          request(Optional.ofNullable(id).map(RevocationId::toString))
              .put("reason", reason.require())
              .put("endSessions", endSessions));
    } catch (CommandFailure failure) {
      throw failure.exitCode() == ExitCode.UNAVAILABLE
          ? failure.and("It may or may not have taken effect. Run it again: repeating it is safe.")
          : failure;
    }
  }

  private ObjectNode request(Optional<String> named) {
    ObjectNode request = Json.MAPPER.createObjectNode();
    named.ifPresent(value -> request.put("revocation", value));
    ticket.addTo(request);
    if (urgent) {
      request.put("urgent", true);
    }
    if (shred.wanted()) {
      request.put("shred", true);
    }
    request.set("selector", SelectorFile.json(selected.selector()));
    return request;
  }
}
