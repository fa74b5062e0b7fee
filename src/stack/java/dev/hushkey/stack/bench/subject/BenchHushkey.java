package dev.hushkey.stack.bench.subject;

import dev.hushkey.stack.HushkeyServer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.process.Ports;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The packaged application once more, on an empty database of its own, with an assistant for each
 * way in which one may be set up. All of them authenticate by HTTP Basic.
 */
public final class BenchHushkey implements AutoCloseable {

  /** JWTs, and a refresh token that stays: what Alexa has. */
  public static final String STABLE = "alexa";

  /** JWTs, and a new refresh token each time. */
  public static final String ROTATING = "rotating";

  /** Opaque access tokens: what Google has. */
  public static final String OPAQUE = "opaque";

  private static final String NAME = "bench";
  private static final String DEFINITION = "hushkey.assistants.";

  private final Backends backends;
  private final String name;
  private final HushkeyServer server;
  private final Map<String, String> settings;

  private BenchHushkey(
      Backends backends, String name, HushkeyServer server, Map<String, String> settings) {
    this.backends = backends;
    this.name = name;
    this.server = server;
    this.settings = Map.copyOf(settings);
  }

  /** Starts it; what an interrupted run left behind goes first. */
  public static BenchHushkey start(LocalStack stack) {
    return start(stack, NAME);
  }

  /** Starts one of several, each on a database of its own. */
  public static BenchHushkey start(LocalStack stack, String name) {
    return start(Backends.of(stack), name, stack.replica(name, Ports.free().hushkey()));
  }

  /** Starts one on a database of its own in these. */
  public static BenchHushkey start(Backends backends, String name, HushkeyServer server) {
    server.stop();
    String database = database(name);
    backends.make(database);
    Map<String, String> config = new TreeMap<>(backends.settings(database));
    config.put("quarkus.http.port", Integer.toString(URI.create(server.address()).getPort()));
    // The stack's OpenBao has no keys for these two, and nothing that is measured looks after keys.
    config.keySet().removeIf(key -> key.startsWith("hushkey.vault.rotate."));
    addAssistant(config, ROTATING, Map.of("refresh-policy", "successor-first-use"));
    addAssistant(config, OPAQUE, Map.of("token-format", "opaque"));
    server.start(config);
    return new BenchHushkey(backends, name, server, config);
  }

  private static String database(String name) {
    return LocalStack.HUSHKEY + "_" + name;
  }

  /** The name of its process's record in the state directory. */
  public String process() {
    return LocalStack.HUSHKEY + "-" + name;
  }

  /** One like Alexa, but for this. */
  private static void addAssistant(
      Map<String, String> config, String assistant, Map<String, String> settings) {
    String alexa = DEFINITION + STABLE + ".";
    String own = DEFINITION + assistant + ".";
    for (String key : List.copyOf(config.keySet())) {
      if (key.startsWith(alexa)) {
        config.put(own + key.substring(alexa.length()), config.get(key));
      }
    }
    config.put(own + "display-name", assistant);
    config.put(own + "client-id", assistant);
    config.put(own + "upstream.event-endpoints.na", "https://events.example.com/");
    config.put(own + "upstream.default-region", "na");
    settings.forEach((key, value) -> config.put(own + key, value));
  }

  public TokenEndpoint tokenEndpoint(String assistant) {
    String clientId = assistant.equals(STABLE) ? Linking.CLIENT_ID : assistant;
    return TokenEndpoint.of(
        server.address() + "/oauth2/token", clientId, stack().alexaClientSecret());
  }

  public String introspection() {
    return server.address() + "/oauth2/introspect";
  }

  /** The camera backend's header, good for a few minutes. */
  public String cameraBackend() {
    return "Authorization: Bearer " + stack().keycloak().serviceToken("camera-backend");
  }

  /** The skill's header, good for a few minutes. */
  public String skill() {
    return "Authorization: Bearer " + stack().keycloak().serviceToken("alexa-skill");
  }

  /** Its public base URL. */
  public String address() {
    return server.address();
  }

  /** Its process. */
  public HushkeyServer server() {
    return server;
  }

  /** With these, further replicas start on its database; each listens on ports of its own. */
  public Map<String, String> settings() {
    return settings;
  }

  /** The stack that it runs on. */
  public LocalStack stack() {
    return backends.stack();
  }

  /** A connection to its database, as superuser; the caller closes it. */
  public Connection connect() throws SQLException {
    return backends.connect(database(name));
  }

  @Override
  public void close() {
    server.stop();
    backends.drop(database(name));
  }
}
