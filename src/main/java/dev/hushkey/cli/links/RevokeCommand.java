package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.Confirmation;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import java.time.Duration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Ends a set of links at once. */
@Command(
    name = "revoke",
    description = {
      "End a set of links: everything issued for them until now, to and by the assistant.",
      "In force when the command returns; the rows are put away in the background.",
      "--all and --everything ask for a typed confirmation, or need --yes without a terminal."
    },
    footer = {
      "",
      "Examples:",
      "  hushkey revoke --assistant alexa --all --reason \"INC-42: tokens leaked\"",
      "  hushkey revoke --assistant alexa --all --dry-run",
      "  hushkey revoke --user USER --assistant alexa --reason \"asked by the customer\""
    })
public final class RevokeCommand extends BaseCommand {

  private static final String PATH = "/v1/revocations";

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Selection selection;

  @Option(
      names = "--assistant",
      paramLabel = "ASSISTANT",
      description = "With --all: the one; with --user or --device: only there.")
  private AssistantId assistant;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Why. Goes on record; required unless --dry-run.")
  private String reason;

  @Option(names = "--dry-run", description = "Only count what would be ended.")
  private boolean dryRun;

  @Option(
      names = "--end-sessions",
      description = "Also log the people concerned out at the identity provider.")
  private boolean endSessions;

  @Option(names = "--yes", description = "Do not ask for confirmation.")
  private boolean yes;

  @Option(names = "--wait", description = "Stay until the background work is done.")
  private boolean wait;

  @Option(
      names = "--wait-limit",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "How long --wait stays. Default: ${DEFAULT-VALUE}")
  private int waitLimit;

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
        description = "This device, in whichever links it is.")
    DeviceId device;

    @Option(names = "--everything", description = "Every link with every assistant.")
    boolean everything;
  }

  @Override
  public Integer call() throws InterruptedException {
    validate();
    AdminApi api = api();
    if (dryRun) {
      return count(api);
    }
    if (isSet() && !yes) {
      confirm(api);
    }
    return revoke(api);
  }

  private void validate() {
    if (selection.all && assistant == null) {
      throw CommandFailure.usage(
          "--all needs --assistant. To end the links with all of them: --everything");
    }
    if (assistant != null && (selection.link != null || selection.everything)) {
      throw CommandFailure.usage("--assistant goes with --all, --user or --device only.");
    }
    if (!dryRun && (reason == null || reason.isBlank())) {
      throw CommandFailure.usage("--reason \"...\" is required: it goes on record.");
    }
    if (waitLimit < 1) {
      throw CommandFailure.usage("--wait-limit must be 1 or more seconds.");
    }
  }

  private boolean isSet() {
    return selection.all || selection.everything;
  }

  private int count(AdminApi api) {
    Answer answer = extent(api);
    JsonNode extent = answer.json();
    result(answer, "Would end %s. Nothing was changed.".formatted(words(extent)));
    return ExitCode.OK;
  }

  private Answer extent(AdminApi api) {
    return api.post(PATH, request().put("dryRun", true));
  }

  private static String words(JsonNode extent) {
    return "%s of %s (%s)"
        .formatted(
            counted(extent.path("links").asLong(), "link"),
            counted(extent.path("users").asLong(), "user"),
            Table.printable(extent.path("scope").asText()));
  }

  private static String counted(long number, String thing) {
    return "%,d %s%s".formatted(number, thing, number == 1 ? "" : "s");
  }

  /** What is ended for many at once, nobody should end by a slip of the finger. */
  private void confirm(AdminApi api) {
    Confirmation confirmation = new Confirmation(surroundings());
    confirmation.requireTerminal();
    confirmation.require(
        "This ends " + words(extent(api).json()) + ", at once and for good.",
        selection.all ? assistant.value() : "everything");
  }

  private int revoke(AdminApi api) throws InterruptedException {
    long start = System.nanoTime();
    Answer answer = send(api);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    JsonNode revocation = answer.json();
    say(
        "Revoked %s. In force since %s; it took %d ms.",
        revocation.path("scope").asText(), revocation.path("cutOffAt").asText(), took.toMillis());
    if (wait) {
      answer = new Sweeping(api, surroundings(), Duration.ofSeconds(waitLimit)).follow(answer);
    }
    result(answer, RevocationsShowCommand.table(answer.json()));
    return ExitCode.OK;
  }

  private Answer send(AdminApi api) {
    try {
      return api.post(PATH, request().put("reason", reason).put("endSessions", endSessions));
    } catch (CommandFailure failure) {
      throw failure.exitCode() == ExitCode.UNAVAILABLE
          ? failure.and("Whether it took effect is not known. Run it again: twice does no harm.")
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
    return request;
  }

  private static void put(ObjectNode selector, String name, Object id) {
    if (id != null) {
      selector.put(name, id.toString());
    }
  }
}
