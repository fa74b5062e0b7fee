package dev.hushkey.stack.bench.client;

import dev.hushkey.stack.keycloak.KeycloakServer;
import dev.hushkey.stack.process.StackException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The bearer tokens of internal callers, renewed in the background: Keycloak may be slow while its
 * PostgreSQL stands still.
 */
public final class Callers implements AutoCloseable {

  public static final String CAMERA_BACKEND = "camera-backend";
  public static final String SKILL = "alexa-skill";
  public static final String ADMIN = "hushkey-admin";

  private static final long RENEW_SECONDS = 20;

  private final KeycloakServer keycloak;
  private final Map<String, String> headers = new ConcurrentHashMap<>();
  private final ScheduledExecutorService renewing = Executors.newSingleThreadScheduledExecutor();

  /** Asks for all of them. */
  public Callers(KeycloakServer keycloak) {
    this.keycloak = keycloak;
    renew();
    var _ =
        renewing.scheduleWithFixedDelay(
            this::renewIfPossible, RENEW_SECONDS, RENEW_SECONDS, TimeUnit.SECONDS);
  }

  private void renew() {
    for (String caller : new String[] {CAMERA_BACKEND, SKILL, ADMIN}) {
      headers.put(caller, "Bearer " + keycloak.serviceToken(caller));
    }
  }

  private void renewIfPossible() {
    try {
      renew();
    } catch (StackException away) {
      // the old ones are good for a while
    }
  }

  /** The value of the Authorization header of this caller, good for minutes. */
  public String header(String caller) {
    return headers.get(caller);
  }

  @Override
  public void close() {
    renewing.shutdownNow();
  }
}
