package dev.hushkey.cli.session;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.profile.ConfigDirectory;
import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.SecretFile;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** Keeps log-ins in one file that only its owner may read, by server. */
public final class SessionStore {

  private static final FileAttribute<?> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Several log-ins may be renewed at once, and all are in one file. */
  private static final Object CHANGES = new Object();

  private final Path file;

  SessionStore(Path file) {
    this.file = file;
  }

  /** In the person's config directory. */
  public static SessionStore in(Map<String, String> environment) {
    return new SessionStore(ConfigDirectory.in(environment).resolve("session.json"));
  }

  Path file() {
    return file;
  }

  public Optional<Session> find(Server server) {
    JsonNode found = read().path("servers").path(server.toString());
    return found.isMissingNode() ? Optional.empty() : Optional.of(session(server, found));
  }

  /** The server of the last log-in. */
  Optional<Server> last() {
    return Optional.ofNullable(read().path("last").textValue()).map(Server::from);
  }

  /** Stores a new log-in, and makes its server the default. */
  public void logIn(Session session) {
    synchronized (CHANGES) {
      ObjectNode all = read();
      all.put("last", session.server().toString());
      put(all, session);
    }
  }

  /** Stores renewed tokens. */
  void replace(Session session) {
    synchronized (CHANGES) {
      put(read(), session);
    }
  }

  void forget(Server server) {
    synchronized (CHANGES) {
      ObjectNode all = read();
      all.withObject("/servers").remove(server.toString());
      if (server.toString().equals(all.path("last").asText())) {
        all.remove("last");
      }
      write(all);
    }
  }

  private void put(ObjectNode all, Session session) {
    all.withObject("/servers").set(session.server().toString(), json(session));
    write(all);
  }

  private static ObjectNode json(Session session) {
    ObjectNode json =
        Json.MAPPER
            .createObjectNode()
            .put("issuer", session.issuer().toString())
            .put("clientId", session.clientId())
            .put("accessToken", session.access().secret().reveal())
            .put("expiresAt", session.access().expiresAt().toString());
    session.refresh().ifPresent(refresh -> json.put("refreshToken", refresh.secret().reveal()));
    return json;
  }

  private Session session(Server server, JsonNode json) {
    try {
      return new Session(
          server,
          Server.guarded(URI.create(json.path("issuer").asText())),
          json.path("clientId").asText(),
          new AccessToken(
              SecretText.of(json.path("accessToken").textValue()),
              Instant.parse(json.path("expiresAt").asText())),
          Optional.ofNullable(json.path("refreshToken").textValue())
              .map(text -> new RefreshToken(SecretText.of(text))));
    } catch (IllegalArgumentException | DateTimeParseException broken) {
      throw unreadable(broken);
    }
  }

  private ObjectNode read() {
    try {
      if (!Files.exists(file)) {
        return Json.MAPPER.createObjectNode();
      }
      return (ObjectNode) Json.MAPPER.readTree(Files.readString(file));
    } catch (JsonProcessingException | ClassCastException broken) {
      throw unreadable(broken);
    } catch (IOException e) {
      throw inaccessible("read", e);
    }
  }

  /**
   * Written to a temporary file and moved, so that no reader ever sees a half-written file or one
   * that others can read.
   */
  private void write(ObjectNode all) {
    try {
      Files.createDirectories(file.getParent().getParent());
      if (!Files.isDirectory(file.getParent())) {
        Files.createDirectory(file.getParent(), OWNER_ONLY_DIRECTORY);
      }
      Path draft = Files.createTempFile(file.getParent(), ".session", ".draft", OWNER_ONLY);
      Files.writeString(draft, Json.MAPPER.writeValueAsString(all));
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw inaccessible("write", e);
    }
  }

  private CommandFailure inaccessible(String verb, IOException why) {
    return new CommandFailure(
        ExitCode.UNEXPECTED,
        "Cannot %s %s: %s. Log-ins are kept there; make the directory yours, or set XDG_CONFIG_HOME."
            .formatted(verb, file, SecretFile.why(why)),
        why);
  }

  /** The parser's message would quote the tokens; it is left out, also as a cause. */
  private CommandFailure unreadable(Exception broken) {
    return new CommandFailure(
        ExitCode.NOT_LOGGED_IN,
        "%s is damaged (%s). Delete it, then run: hushkey login"
            .formatted(file, broken.getClass().getSimpleName()));
  }
}
