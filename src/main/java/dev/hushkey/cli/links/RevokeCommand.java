package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ConfirmOption;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.ReasonOption;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.cli.terminal.WaitOptions;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
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
          + " end, and the answer tells whose they are."
    },
    footer = {
      "hushkey revoke --assistant alexa --all --reason \"INC-42: tokens leaked\"",
      "hushkey revoke --assistant alexa --all --dry-run",
      "hushkey revoke --user USER --assistant alexa --reason \"asked by the customer\"",
      "hushkey revoke --users affected.txt --assistant alexa --dry-run",
      "hushkey revoke --leaked-tokens found.txt --dry-run",
      "hushkey revoke --leaked-tokens found.txt --reason \"INC-42: found in a paste\""
    })
public final class RevokeCommand extends BaseCommand {

  private static final String PATH = "/v1/revocations";
  private static final String LEAKED_TOKENS = "leakedTokens";

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Selection selection;

  @Option(
      names = "--assistant",
      paramLabel = "ASSISTANT",
      description = "The assistant that --all means; with --user or --device, only this assistant.")
  private AssistantId assistant;

  @Mixin private ReasonOption reason;

  @Option(names = "--dry-run", description = "Only count what would be revoked.")
  private boolean dryRun;

  @Option(
      names = "--end-sessions",
      description = "Also end the affected users' sessions at the identity provider.")
  private boolean endSessions;

  @Mixin private ConfirmOption confirmation;
  @Mixin private WaitOptions waiting;

  /** Exactly one of these. */
  static final class Selection {
    @Option(names = "--all", description = "All links with --assistant.")
    boolean all;

    @Option(names = "--user", paramLabel = "USER", description = "The links of this user.")
    UserId user;

    @Option(names = "--link", paramLabel = "LINK", description = "This one link.")
    LinkId link;

    @Option(
        names = "--device",
        paramLabel = "DEVICE",
        description = "This device, in every link that includes it.")
    DeviceId device;

    @Option(names = "--everything", description = "Every link with every assistant.")
    boolean everything;

    @Option(
        names = "--users",
        paramLabel = "FILE",
        description = "The links of the users listed in this file.")
    String users;

    @Option(names = "--links", paramLabel = "FILE", description = "The links listed in this file.")
    String links;

    @Option(
        names = "--leaked-tokens",
        paramLabel = "FILE",
        description = "The links of the leaked tokens listed in this file.")
    String leakedTokens;
  }

  private Optional<LeakedTokenList> leaked = Optional.empty();
  private List<String> listed = List.of();

  @Override
  public Integer call() throws InterruptedException {
    validate();
    if (selection.leakedTokens != null) {
      LeakedTokenList tokens = LeakedTokenList.read(selection.leakedTokens, context().in());
      listed = tokens.lines().stream().map(line -> line.content().written()).toList();
      leaked = Optional.of(tokens);
    }
    if (selection.users != null) {
      listed = list("--users", selection.users, UserId::new);
    }
    if (selection.links != null) {
      listed = list("--links", selection.links, LinkId::from);
    }
    Optional<Duration> wait = waiting.limit();
    AdminApi api = api();
    if (dryRun) {
      return count(api);
    }
    if (isSet()) {
      confirm(api);
    }
    return revoke(api, wait);
  }

  private void validate() {
    if (selection.all && assistant == null) {
      throw CommandFailure.usage(
          "--all needs --assistant. To revoke the links with all assistants, use --everything.");
    }
    if (assistant != null
        && selection.user == null
        && selection.users == null
        && selection.device == null
        && !selection.all) {
      throw CommandFailure.usage(
          "--assistant can only be combined with --all, --user, --users or --device.");
    }
    if (!dryRun) {
      reason.require();
    }
  }

  private boolean isSet() {
    return selection.all || selection.everything || kindOfList().isPresent();
  }

  /** What a list is of, as the API calls it; empty unless one is selected. */
  private Optional<String> kindOfList() {
    if (selection.leakedTokens != null) {
      return Optional.of(LEAKED_TOKENS);
    }
    if (selection.users != null) {
      return Optional.of("users");
    }
    return Optional.ofNullable(selection.links).map(_ -> "links");
  }

  private List<String> list(String option, String file, Function<String, ?> type) {
    return new LineFile(option, file)
        .read(context().in(), type).stream().map(line -> line.content().toString()).toList();
  }

  private int count(AdminApi api) {
    Answer answer = extent(api);
    String text = "Would revoke %s. Nothing was changed.".formatted(words(answer.json()));
    show(answer, text, report(answer));
    return ExitCode.OK;
  }

  private Optional<LeakedTokenReport> report(Answer answer) {
    Optional<LeakedTokenReport> report =
        leaked.map(list -> new LeakedTokenReport(list, answer.json()));
    report.ifPresent(tokens -> say("%s", tokens.summary()));
    return report;
  }

  private void show(Answer answer, Object forPeople, Optional<LeakedTokenReport> report) {
    report.ifPresentOrElse(
        tokens -> result(tokens.in(answer.json()).toString(), forPeople + tokens.table()),
        () -> result(answer, forPeople));
  }

  private Answer extent(AdminApi api) {
    return api.post(PATH, request().put("dryRun", true));
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
  private void confirm(AdminApi api) {
    confirmation.confirm(
        context(),
        place(),
        () -> {
          Answer extent = extent(api);
          report(extent);
          return "This revokes " + words(extent.json()) + ", immediately and permanently.";
        },
        word());
  }

  private String word() {
    return kindOfList()
        .map(kind -> kind.equals(LEAKED_TOKENS) ? "leaked-tokens" : kind)
        .orElseGet(() -> selection.all ? assistant.value() : "everything");
  }

  private int revoke(AdminApi api, Optional<Duration> wait) throws InterruptedException {
    long start = System.nanoTime();
    Answer answer = send(api);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    JsonNode revocation = answer.json();
    say(
        "Revoked %s. In force since %s; it took %d ms.",
        Table.printable(revocation.path("ends").asText()),
        revocation.path("cutOffAt").asText(),
        took.toMillis());
    Optional<LeakedTokenReport> report = report(answer);
    if (wait.isPresent()) {
      answer = new Sweeping(api, context(), wait.get()).follow(answer);
    }
    show(answer, RevocationsShowCommand.table(answer.json()), report);
    return ExitCode.OK;
  }

  private Answer send(AdminApi api) {
    try {
      return api.post(
          PATH, request().put("reason", reason.require()).put("endSessions", endSessions));
    } catch (CommandFailure failure) {
      throw failure.exitCode() == ExitCode.UNAVAILABLE
          ? failure.and("It may or may not have taken effect. Run it again: repeating it is safe.")
          : failure;
    }
  }

  private ObjectNode request() {
    ObjectNode request = Json.MAPPER.createObjectNode();
    ObjectNode selector = request.putObject("selector");
    put(selector, "assistant", assistant);
    put(selector, "user", selection.user);
    put(selector, "link", selection.link);
    put(selector, "device", selection.device);
    if (selection.everything) {
      selector.put("everything", true);
    }
    kindOfList()
        .ifPresent(
            kind -> {
              ArrayNode members = selector.putObject("listed").putArray(kind);
              listed.forEach(members::add);
            });
    return request;
  }

  private static void put(ObjectNode selector, String name, Object id) {
    if (id != null) {
      selector.put(name, id.toString());
    }
  }
}
