package dev.hushkey.account.consent;

import dev.hushkey.account.connection.Connection;
import dev.hushkey.account.connection.ConnectionTexts;
import dev.hushkey.account.page.Texts;
import dev.hushkey.link.LinkState;
import java.util.ArrayList;
import java.util.List;

/**
 * What the consent page says about the links that exist with the assistant already.
 *
 * @param notice what was just done; empty when nothing was
 * @param outlook which link ends if the user allows another; empty when none does
 */
public record AlreadyConnected(String notice, String outlook, List<Line> links) {

  /**
   * One link.
   *
   * @param which tells it from the others; empty without others
   * @param button the value that ends it
   */
  public record Line(
      String which, String since, String lastUse, boolean needsRelink, String button) {}

  /**
   * The texts.
   *
   * @param connections with this assistant, the oldest first
   * @param linksPerUser how many there may be
   * @param disconnected whether one was just ended
   */
  static AlreadyConnected of(
      ConnectionTexts words, List<Connection> connections, int linksPerUser, boolean disconnected) {
    Texts texts = words.texts();
    List<Line> lines = new ArrayList<>();
    for (Connection connection : connections) {
      lines.add(
          new Line(
              connections.size() == 1
                  ? ""
                  : texts.connectionNumber(lines.size() + 1, connections.size()),
              words.since(connection.since()),
              words.lastUse(connection.lastUse()),
              connection.state() == LinkState.NEEDS_RELINK,
              new ConsentForm.Decision.Disconnect(connection.link()).value()));
    }
    return new AlreadyConnected(
        disconnected ? texts.connectionEnded() : "",
        outlook(texts, connections.size(), linksPerUser),
        lines);
  }

  private static String outlook(Texts texts, int links, int linksPerUser) {
    if (links < linksPerUser) {
      return "";
    }
    return linksPerUser == 1 ? texts.connectionReplaced() : texts.connectionsFull();
  }
}
