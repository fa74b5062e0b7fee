package dev.hushkey.cli.revocations;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.cells.CellAnswers;
import dev.hushkey.cli.cells.CellCommand;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.identity.RevocationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one revocation. */
@Command(
    name = "show",
    description =
        "Show one revocation, the progress of its background work, and how many have linked again"
            + " since.",
    footer = {
      "hushkey revocations show 0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11",
      "hushkey revocations show 0c9f3c1e-7a44-4a43-9d5c-0f6f8d1d2b11 --cells live"
    })
public final class RevocationsShowCommand extends CellCommand {

  @Parameters(paramLabel = "REVOCATION", description = "The revocation's id, as printed by revoke.")
  private RevocationId revocation;

  @Override
  public Integer call() throws InterruptedException {
    String path = "/v1/revocations/" + revocation;
    Map<String, String> query = Map.of("relinks", "true");
    if (inCells()) {
      CellAnswers answers = askCells(api -> api.get(path, query).json());
      return report(answers, CellRows.of(answers), each(answers), Map.of());
    }
    Answer answer = api().get(path, query);
    result(answer, table(answer.json()) + RelinkChart.of(answer.json()));
    return ExitCode.OK;
  }

  private static String each(CellAnswers answers) {
    return answers.given().stream()
        .map(
            one ->
                "cell %s, %s%n%s%s"
                    .formatted(
                        one.cell().name(),
                        one.cell().profile().server(),
                        table(one.json()),
                        RelinkChart.of(one.json())))
        .collect(Collectors.joining(System.lineSeparator() + System.lineSeparator()));
  }

  /** Of a revocation, in force or not. */
  public static Table table(JsonNode revocation) {
    return revocation.hasNonNull("askedAt") ? asked(revocation) : inForce(revocation);
  }

  private static Table asked(JsonNode revocation) {
    return Table.ofPairs(
        "revocation", revocation.path("revocation").asText(),
        "in force", "NO: " + RevocationWords.state(revocation),
        "scope", revocation.path("scope").asText(),
        "would end", revocation.path("ends").asText(),
        "links", String.format(Locale.ROOT, "%,d", revocation.path("links").asLong()),
        "reason", revocation.path("reason").asText(),
        "ticket", revocation.path("ticket").asText("-"),
        "asked by", revocation.path("actor").asText(),
        "asked at", revocation.path("askedAt").asText(),
        "expires", revocation.path("expiresAt").asText(),
        "rejected by", revocation.path("rejectedBy").asText("-"),
        "because", revocation.path("rejectedBecause").asText("-"));
  }

  private static Table inForce(JsonNode revocation) {
    return Table.ofPairs(
        "revocation", revocation.path("revocation").asText(),
        "scope", revocation.path("scope").asText(),
        "ends", revocation.path("ends").asText(),
        "reason", revocation.path("reason").asText(),
        "ticket", revocation.path("ticket").asText("-"),
        "by", revocation.path("actor").asText(),
        "in force since", revocation.path("inForceSince").asText(),
        "authorized until", revocation.path("cutOffAt").asText(),
        "background work", RevocationWords.state(revocation),
        "links cleaned up", RevocationWords.cleanedUp(revocation),
        "time left", RevocationWords.left(revocation),
        "tokens erased", revocation.path("erasedAt").asText("not yet"),
        "revoked upstream", RevocationWords.atAssistants(revocation.path("upstreamTokens")),
        "assistants told", RevocationWords.atAssistants(revocation.path("assistantsTold")),
        "sessions ended", revocation.path("endedSessions").asText("-"),
        "sessions left", revocation.path("sessionsLeft").asText("-"),
        "not logged out", notLoggedOut(revocation.path("notLoggedOut")),
        "keys to destroy", RevocationWords.shred(revocation),
        "finished", revocation.path("finishedAt").asText("not yet"),
        "paused since", revocation.path("pausedAt").asText("-"),
        "held up by", revocation.path("heldUpBy").asText("-"));
  }

  private static String notLoggedOut(JsonNode users) {
    List<String> named = new ArrayList<>();
    users.forEach(
        one -> named.add(one.path("user").asText() + " (" + one.path("why").asText() + ")"));
    return named.isEmpty() ? "-" : String.join(", ", named);
  }
}
