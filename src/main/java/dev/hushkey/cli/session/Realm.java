package dev.hushkey.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.profile.Profile;
import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.profile.Target;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Table;
import java.net.URI;
import java.util.Optional;

/** The realm where people and services log in, from its own metadata. */
record Realm(
    URI issuer, URI tokenEndpoint, Optional<URI> deviceEndpoint, Optional<URI> revocationEndpoint) {

  /**
   * The realm that a server trusts, by its protected resource metadata, <a
   * href="https://www.rfc-editor.org/rfc/rfc9728">RFC 9728</a>.
   */
  static Realm of(Target target, Http http) {
    Server server = target.server();
    Answer answer = http.send(Http.request(server.at("/.well-known/oauth-protected-resource")));
    if (answer.status() >= 500) {
      throw ServerFailures.of(server, answer);
    }
    JsonNode metadata = answer.json();
    String issuer = metadata.at("/authorization_servers/0").asText();
    if (issuer.isEmpty()) {
      throw unusable(server + " does not say where to log in (status " + answer.status() + ")");
    }
    target.profile().ifPresent(profile -> requireExpected(profile, issuer));
    return at(URI.create(issuer), http);
  }

  /** A server that was taken over could name a realm of its own and collect log-ins. */
  private static void requireExpected(Profile profile, String issuer) {
    profile
        .issuer()
        .filter(expected -> !expected.toString().equals(issuer))
        .ifPresent(
            expected -> {
              throw CommandFailure.usage(
                  "%s wants a log-in at %s, but the profile %s says %s. If the realm has moved, change the profile; otherwise do not log in."
                      .formatted(
                          profile.server(), Table.printable(issuer), profile.name(), expected));
            });
  }

  /** A realm's metadata, OpenID Connect Discovery 1.0 §4. */
  static Realm at(URI issuer, Http http) {
    Server.guarded(issuer);
    URI document = URI.create(issuer + "/.well-known/openid-configuration");
    Answer answer = http.send(Http.request(document));
    JsonNode metadata = answer.json();
    // Another issuer's document could send the tokens to other endpoints, §4.3.
    if (!answer.succeeded() || !metadata.path("issuer").asText().equals(issuer.toString())) {
      throw unusable(document + " cannot be used (status " + answer.status() + ")");
    }
    return new Realm(
        issuer,
        endpoint(metadata, "token_endpoint")
            .orElseThrow(() -> unusable(issuer + " names no token endpoint")),
        endpoint(metadata, "device_authorization_endpoint"),
        endpoint(metadata, "revocation_endpoint"));
  }

  private static Optional<URI> endpoint(JsonNode metadata, String name) {
    return Optional.ofNullable(metadata.path(name).textValue())
        .map(URI::create)
        .map(Server::guarded);
  }

  private static CommandFailure unusable(String why) {
    return new CommandFailure(
        ExitCode.UNAVAILABLE,
        "Cannot log in: " + why + ". Check the server's address, and that Keycloak is up.");
  }
}
