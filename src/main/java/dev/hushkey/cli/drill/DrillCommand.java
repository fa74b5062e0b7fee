package dev.hushkey.cli.drill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.session.AdminApi;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.BaseCommand;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ConfirmOption;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Progress;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.cli.terminal.WaitOptions;
import dev.hushkey.identity.AssistantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Rehearses an incident. */
@Command(
    name = "drill",
    description = {
      "Rehearse an incident: make links that nobody has, revoke them, watch every door close, sweep"
          + " them, link them again, and remove them. Prints how long each step took.",
      "No link of anybody is touched, counted or revoked, so it may run beside the real ones, also"
          + " in production. It loads the database and Vault like so many new links.",
      "Asks for a typed confirmation; without a terminal it needs --yes. There is one drill at a"
          + " time. It goes on, and cleans up, when this command is interrupted.",
      "Ends with code 9 when the drill shows that something is wrong."
    },
    footer = {
      "hushkey drill --assistant alexa",
      "hushkey drill --assistant alexa --links 10000 --yes --output json"
    })
public final class DrillCommand extends BaseCommand {

  private static final String PATH = "/v1/drills";
  private static final Duration INTERVAL = Duration.ofMillis(300);

  /** In their order. */
  private static final List<String> STEPS =
      List.of("PREPARING", "COUNTING", "REVOKING", "SWEEPING", "RELINKING", "REMOVING");

  @Option(
      names = "--assistant",
      paramLabel = "ASSISTANT",
      required = true,
      description = "With whose keys and settings.")
  private AssistantId assistant;

  @Option(
      names = "--links",
      paramLabel = "N",
      defaultValue = "1000",
      description = "How many links to make and revoke, at most 10,000. Default: ${DEFAULT-VALUE}")
  private int links;

  @Mixin private WaitOptions.Limit waiting;
  @Mixin private ConfirmOption confirmation;

  @Override
  public Integer call() throws InterruptedException {
    Duration limit = waiting.most();
    AdminApi api = api();
    confirmation.confirm(
        context(),
        place(),
        () ->
            "This makes %,d links that nobody has, revokes them, and removes them again. No other link is touched."
                .formatted(links),
        "drill");
    ObjectNode request = Json.MAPPER.createObjectNode();
    request.put("assistant", assistant.value()).put("links", links);
    Answer ended = follow(api, api.post(PATH, request), limit);
    result(ended, table(ended.json()));
    return conclude(ended.json());
  }

  private Answer follow(AdminApi api, Answer begun, Duration limit) throws InterruptedException {
    String id = begun.json().path("drill").asText();
    Instant end = context().clock().instant().plus(limit);
    try (Progress progress = Progress.of(context(), "steps of the drill")) {
      for (Answer now = begun; ; now = api.get(PATH + "/" + id)) {
        JsonNode drill = now.json();
        if (drill.hasNonNull("endedAt")) {
          progress.at(STEPS.size(), OptionalLong.of(STEPS.size()));
          return now;
        }
        String state = drill.path("state").asText();
        progress.note(Table.printable(state.toLowerCase(Locale.ROOT)));
        progress.at(Math.max(0, STEPS.indexOf(state)), OptionalLong.of(STEPS.size()));
        if (context().clock().instant().isAfter(end)) {
          throw new CommandFailure(
              ExitCode.WAIT_TIMED_OUT,
              "The drill is not over after %d s. It goes on, and removes what it has made."
                  .formatted(limit.toSeconds()));
        }
        context().pause().last(INTERVAL);
      }
    }
  }

  private int conclude(JsonNode drill) {
    if (drill.path("state").asText().equals("SUCCEEDED")) {
      say("The drill succeeded, and nothing of it is left.");
      return ExitCode.OK;
    }
    say(
        "THE DRILL FAILED: %s. Nothing of it is left.",
        drill.path("failure").asText("the server does not say why"));
    return ExitCode.DIFFERENT;
  }

  private static Table table(JsonNode drill) {
    JsonNode figures = drill.path("figures");
    return Table.ofPairs(
        "drill", drill.path("drill").asText(),
        "assistant", drill.path("assistant").asText(),
        "links", String.format(Locale.ROOT, "%,d", drill.path("links").asLong()),
        "result", drill.path("state").asText().toLowerCase(Locale.ROOT),
        "dry run", time(figures, "dryRun"),
        "in force", time(figures, "inForce"),
        "last door closed", time(figures, "lastDoorClosed"),
        "swept", time(figures, "swept"),
        "re-linked", time(figures, "relinked"),
        "answers of doors", number(figures, "answers"),
        "given too late", number(figures, "lateAnswers"));
  }

  private static String time(JsonNode figures, String name) {
    return figures.path(name).isNumber()
        ? String.format(Locale.ROOT, "%,.1f ms", figures.path(name).asDouble())
        : null;
  }

  private static String number(JsonNode figures, String name) {
    return figures.path(name).isNumber()
        ? String.format(Locale.ROOT, "%,d", figures.path(name).asLong())
        : null;
  }
}
