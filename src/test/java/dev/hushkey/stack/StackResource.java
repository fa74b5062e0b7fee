package dev.hushkey.stack;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Puts a {@code @QuarkusTest} on the real services, with an empty database of its own. The port is
 * known beforehand, since the issuer and Keycloak's redirect URIs name it.
 */
public final class StackResource implements QuarkusTestResourceLifecycleManager {
  static final String DATABASE_PROPERTY = "dev.hushkey.stack.database";

  @Override
  public Map<String, String> start() {
    LocalStack stack = TestStack.current();
    String database = "hushkey_test_" + UUID.randomUUID().toString().substring(0, 8);
    stack.ensureDatabase(database);
    System.setProperty(DATABASE_PROPERTY, database);
    Map<String, String> config = new LinkedHashMap<>(stack.hushkeyConfig(database));
    config.put("quarkus.http.test-port", Integer.toString(stack.ports().hushkey()));
    config.put("quarkus.management.test-port", Integer.toString(stack.ports().inner()));
    config.put("quarkus.http.test-host", "127.0.0.1");
    // Else a look for new key versions may hold the lease of a rewrap that a test is about to run.
    config.put("hushkey.rotation.check-every", "P1D");
    // What Keycloak withdraws in a test is to be seen soon, and so are its new keys.
    config.put("hushkey.callers.look-every", "PT1S");
    config.put("quarkus.oidc.token.forced-jwk-refresh-interval", "PT0.1S");
    return config;
  }

  /** The services go on for the next test class and end with the JVM; see {@link TestStack}. */
  @Override
  public void stop() {}
}
