package dev.hushkey.cli.provision;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.Answer;
import dev.hushkey.cli.session.Http;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.secret.SecretText;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Vault with the operator's token. Uses plain HTTP and not the driver: the CLI starts with few
 * jars, and only the room seal knows the driver (docs/adr/0022).
 */
public final class OperatorVault {

  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int AWAY_FROM = 429;

  private final Http http;
  private final URI address;
  private final SecretText token;
  private final Optional<String> namespace;

  /** With a token, and a namespace if it has one. */
  public OperatorVault(Http http, URI address, SecretText token, Optional<String> namespace) {
    this.http = http;
    this.address = address;
    this.token = token;
    this.namespace = namespace;
  }

  /** Without a namespace and without logging requests. */
  public static OperatorVault at(String address, SecretText token) {
    return new OperatorVault(
        new Http(Optional.empty()), URI.create(address), token, Optional.empty());
  }

  /** The data at a path; empty if there is nothing. */
  public Optional<JsonNode> find(String path) {
    Answer answer = http.send(request(path));
    return answer.status() == NOT_FOUND
        ? Optional.empty()
        : Optional.of(require("read", path, answer).path("data"));
  }

  /** The data at a path, which must be there. */
  public JsonNode read(String path) {
    return find(path)
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitCode.NOT_FOUND,
                    "There is no %s in Vault. Check the assistant, --transit-mount and --vault-namespace, or make it: hushkey vault provision"
                        .formatted(path)));
  }

  /** Writes; returns the data in the answer, if any. */
  public JsonNode write(String path, Map<String, ?> body) {
    String json = Json.MAPPER.valueToTree(body).toString();
    Answer answer = http.send(request(path).header("Content-Type", "application/json").post(json));
    return require("write", path, answer).path("data");
  }

  private Http.Request request(String path) {
    String base = address.toString().replaceAll("/+$", "");
    Http.Request request =
        Http.request(URI.create(base + "/v1/" + path))
            .header("X-Vault-Token", token.reveal())
            .header("X-Vault-Request", "true");
    return namespace.map(name -> request.header("X-Vault-Namespace", name)).orElse(request);
  }

  private JsonNode require(String verb, String path, Answer answer) {
    if (answer.succeeded()) {
      return answer.json();
    }
    int exitCode =
        switch (answer.status()) {
          case BAD_REQUEST -> ExitCode.USAGE;
          case FORBIDDEN -> ExitCode.NOT_ALLOWED;
          case NOT_FOUND -> ExitCode.NOT_FOUND;
          default -> answer.status() >= AWAY_FROM ? ExitCode.UNAVAILABLE : ExitCode.UNEXPECTED;
        };
    throw new CommandFailure(
        exitCode,
        "Vault answered %d to %s %s: %s%s"
            .formatted(answer.status(), verb, path, errors(answer), advice(answer.status())));
  }

  private static String errors(Answer answer) {
    return StreamSupport.stream(answer.json().path("errors").spliterator(), false)
        .map(error -> Table.printable(error.asText().strip()))
        .collect(Collectors.joining("; "));
  }

  private static String advice(int status) {
    return switch (status) {
      case FORBIDDEN ->
          "\nThe token is invalid, or its policy does not allow this. docs/vault.md says which"
              + " policy each command needs.";
      case 503 ->
          "\nIt is sealed or a standby. Unseal it, or name the active one, and run this again.";
      default -> "";
    };
  }
}
