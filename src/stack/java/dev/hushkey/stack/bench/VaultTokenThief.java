package dev.hushkey.stack.bench;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.stack.LocalStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;

/**
 * Somebody with a copy of the database and the Vault token of the service: opens the same stolen
 * token over and over, and notes when that went well for the last time.
 */
final class VaultTokenThief {

  private static final int OK = 200;

  private final HttpClient http = HttpClient.newHttpClient();
  private final HttpRequest open;
  private volatile long lastOpened;
  private volatile boolean refused;

  VaultTokenThief(LocalStack stack) throws SQLException {
    open =
        HttpRequest.newBuilder(
                URI.create(stack.openBao().address() + "/v1/transit/decrypt/hushkey-alexa"))
            .header("X-Vault-Token", stack.openBao().serveToken())
            .POST(HttpRequest.BodyPublishers.ofString(stolenRow(stack)))
            .build();
  }

  private static String stolenRow(LocalStack stack) throws SQLException {
    try (Connection database = stack.postgres().connect(LocalStack.HUSHKEY);
        Statement statement = database.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select l.id, l.user_id, u.sealed from upstream_token u
                  join link l on l.id = u.link_id
                 where l.assistant = 'alexa' and u.sealed is not null limit 1
                """)) {
      rows.next();
      LinkRef link =
          new LinkRef(
              new AssistantId("alexa"),
              LinkId.from(rows.getString("id")),
              new UserId(rows.getString("user_id")));
      String context = Base64.getEncoder().encodeToString(SealBinding.ofLink(link).context());
      return "{\"ciphertext\": \"%s\", \"context\": \"%s\"}"
          .formatted(rows.getString("sealed"), context);
    }
  }

  /** Runs beside the caller until Vault refuses. */
  Thread start() throws IOException, InterruptedException {
    if (!opens()) {
      throw new IllegalStateException("the stolen token opens nothing even before");
    }
    return Thread.ofPlatform().daemon().start(this::openUntilRefused);
  }

  private void openUntilRefused() {
    try {
      while (!refused) {
        refused = !opens();
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean opens() throws IOException, InterruptedException {
    boolean opened = http.send(open, HttpResponse.BodyHandlers.discarding()).statusCode() == OK;
    if (opened) {
      lastOpened = System.nanoTime();
    }
    return opened;
  }

  /** How long after this moment a token was opened for the last time. */
  Duration lastOpenedAfter(long nanoTime) {
    return Duration.ofNanos(Math.max(0, lastOpened - nanoTime));
  }
}
