package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** The option of commands that revoke: where the incident is written down. */
final class TicketOption {

  @Option(
      names = "--ticket",
      paramLabel = "TICKET",
      description =
          "Where the incident is written down, such as INC-42; kept beside the reason. An"
              + " installation may require it.")
  private String ticket;

  /** Adds it to a request, if it was given. */
  void addTo(ObjectNode request) {
    if (ticket != null) {
      request.put("ticket", ticket);
    }
  }
}
