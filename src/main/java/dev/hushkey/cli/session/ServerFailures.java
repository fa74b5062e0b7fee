package dev.hushkey.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Table;

/** Explains an error answer of the admin API to the person who ran the command. */
final class ServerFailures {

  private static final String OURS = "urn:hushkey:problem:";
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;

  private ServerFailures() {}

  /** The failure for an answer that is not a success. */
  static CommandFailure of(Server server, Answer answer) {
    return new CommandFailure(exitCode(answer), message(server, answer));
  }

  private static int exitCode(Answer answer) {
    return switch (answer.status()) {
      case 400 -> ExitCode.USAGE;
      case 401 -> ExitCode.NOT_LOGGED_IN;
      case 403 -> ExitCode.NOT_ALLOWED;
      case 409, 421 -> isOurs(answer) ? ExitCode.NOT_CONFIRMED : ExitCode.UNEXPECTED;
      case 404 -> isOurs(answer) ? ExitCode.NOT_FOUND : ExitCode.UNEXPECTED;
      case 429, 502, 503, 504 -> ExitCode.UNAVAILABLE;
      default -> ExitCode.UNEXPECTED;
    };
  }

  private static String message(Server server, Answer answer) {
    return switch (answer.status()) {
      case 401 -> notLoggedIn(server, "The server no longer accepts this log-in");
      case 403 ->
          "Not allowed at "
              + server
              + ": this needs the realm role admin. Ask for it, or log in as someone who has it:"
              + " hushkey login"
              + correlation(answer);
      case 429, 502, 503, 504 -> described(answer) + later(answer) + correlation(answer);
      default ->
          isOurs(answer) || answer.status() >= SERVER_ERROR
              ? described(answer) + next(server, answer) + correlation(answer)
              : "%s answered %d; is this a Hushkey server? Check --server or --profile."
                  .formatted(server, answer.status());
    };
  }

  /** The failure for a log-in that is missing or has expired. */
  static String notLoggedIn(Server server, String why) {
    return "%s at %s. Run: hushkey login".formatted(why, server);
  }

  private static boolean isOurs(Answer answer) {
    return answer.json().path("type").asText().startsWith(OURS);
  }

  private static String described(Answer answer) {
    JsonNode problem = answer.json();
    String title = problem.path("title").asText("The server answered " + answer.status());
    String detail = problem.path("detail").asText("");
    return Table.printable(detail.isEmpty() ? title + "." : title + ": " + detail);
  }

  private static String next(Server server, Answer answer) {
    if (answer.status() == NOT_FOUND) {
      return " Is %s the right server, and the id complete?".formatted(server);
    }
    return answer.status() >= SERVER_ERROR ? " Report this, with the id if there is one." : "";
  }

  private static String later(Answer answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .map(seconds -> " Try again in " + Table.printable(seconds) + " s.")
        .orElse("");
  }

  private static String correlation(Answer answer) {
    String id = answer.json().path("correlationId").asText("");
    return id.isEmpty() ? "" : "\nCorrelation id: " + Table.printable(id);
  }
}
