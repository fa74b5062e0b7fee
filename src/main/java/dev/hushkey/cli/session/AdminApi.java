package dev.hushkey.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.profile.Server;
import java.util.Map;
import java.util.Optional;

/** The admin API of one server, called as the logged-in user. */
public final class AdminApi {

  private static final int UNAUTHORIZED = 401;

  /** The cell that the request is for: another one refuses it. */
  private static final String CELL = "Hushkey-Cell";

  private final Server server;
  private final Logins logins;
  private final Http http;
  private final Optional<String> cell;

  AdminApi(Server server, Logins logins, Http http, Optional<String> cell) {
    this.server = server;
    this.logins = logins;
    this.http = http;
    this.cell = cell;
  }

  /** Sends a GET; an error answer is a failure. */
  public Answer get(String path, Map<String, String> query) {
    String suffix = query.isEmpty() ? "" : "?" + Http.encode(query);
    return send(Http.request(server.at(path + suffix)));
  }

  /** Reads one thing. */
  public Answer get(String path) {
    return get(path, Map.of());
  }

  /** Sends a POST; an error answer is a failure. */
  public Answer post(String path, JsonNode body) {
    return send(
        Http.request(server.at(path))
            .header("Content-Type", "application/json")
            .post(body.toString()));
  }

  private Answer send(Http.Request plain) {
    Http.Request request = cell.map(name -> plain.header(CELL, name)).orElse(plain);
    Session session = logins.require(server);
    Answer answer = sendAs(session, request);
    // The server's clock may differ from ours, or the session was ended: retry once with a fresh
    // token.
    if (answer.status() == UNAUTHORIZED && session.refresh().isPresent()) {
      answer = sendAs(logins.renew(session), request);
    }
    if (!answer.succeeded()) {
      throw ServerFailures.of(server, answer);
    }
    return answer;
  }

  private Answer sendAs(Session session, Http.Request request) {
    String token = session.access().secret().reveal();
    return http.send(request.header("Authorization", "Bearer " + token));
  }
}
