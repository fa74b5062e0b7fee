package dev.hushkey.cli.session;

import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.secret.RefreshToken;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Revokes the tokens and deletes them. */
@Command(
    name = "logout",
    description = "Revoke the log-in's tokens and delete them.",
    footer = {"hushkey logout"})
public final class LogoutCommand extends BaseCommand {

  @Override
  public Integer call() {
    Server server = server();
    Optional<Session> session = sessions().find(server);
    if (session.isEmpty()) {
      say("Not logged in at %s; nothing to do.", server);
      return ExitCode.OK;
    }
    // Deleted first: even if the revocation fails, this machine no longer holds them.
    sessions().forget(server);
    session.get().refresh().ifPresent(refresh -> giveBack(session.get(), refresh));
    say("Logged out at %s.", server);
    return ExitCode.OK;
  }

  /** RFC 7009; ends the session at the realm. */
  private void giveBack(Session session, RefreshToken refresh) {
    Map<String, String> form =
        Map.of(
            "client_id", session.clientId(),
            "token", refresh.secret().reveal(),
            "token_type_hint", "refresh_token");
    try {
      Realm.at(session.issuer(), http())
          .revocationEndpoint()
          .ifPresent(endpoint -> http().send(Http.form(endpoint, form)));
    } catch (CommandFailure away) {
      say("The realm did not answer; the session there will expire later.");
    }
  }
}
