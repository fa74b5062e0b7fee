package dev.hushkey.testing;

import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.keycloak.KeycloakServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Relays between Hushkey and everything that it depends on, for tests that break wires. Tests
 * themselves speak to the services directly, and so do migrations.
 */
public final class Wires implements QuarkusTestResourceLifecycleManager {

  private static final int AFTER_THE_STACK = 10;
  private static final String HOST = "127.0.0.1:";

  private Relay postgres;
  private Relay vault;
  private Relay keycloak;
  private Relay upstream;
  private Relay amazon;

  @Override
  public int order() {
    return AFTER_THE_STACK;
  }

  @Override
  public Map<String, String> start() {
    LocalStack stack = TestStack.current();
    postgres = new Relay(stack.ports().postgres());
    vault = new Relay(stack.ports().openBao());
    keycloak = new Relay(stack.ports().keycloak());
    upstream = new Relay(stack.ports().keycloak());
    amazon = new Relay(stack.ports().assistant());
    Map<String, String> config = new LinkedHashMap<>();
    stack.hushkeyConfig(TestStack.database()).forEach((key, value) -> reroute(config, key, value));
    String realm = stack.keycloak().realm(KeycloakServer.HUSHKEY_REALM);
    // Keycloak names itself by the address at which it is called: here ours, elsewhere its own.
    config.put("quarkus.oidc.token.issuer", realm);
    config.put("quarkus.oidc.dpop.token.issuer", realm);
    config.put("quarkus.oidc.login.token.issuer", realm);
    // What people open does not go over a wire.
    config.put("quarkus.oidc.login.authorization-path", realm + "/protocol/openid-connect/auth");
    return config;
  }

  private void reroute(Map<String, String> config, String key, String value) {
    if (key.equals("quarkus.datasource.reactive.url")) {
      config.put(key, over(postgres, value));
    } else if (key.equals("hushkey.vault.address")) {
      config.put(key, over(vault, value));
    } else if (key.startsWith("quarkus.") && key.endsWith("-server-url")) {
      config.put(key, over(keycloak, value));
    } else if (key.endsWith("upstream.token-endpoint")) {
      config.put(key, over(upstream, value));
    } else if (key.endsWith("app-to-app.token-endpoint")
        || key.endsWith("enablement-endpoints.na")) {
      config.put(key, over(amazon, value));
    }
  }

  private static String over(Relay relay, String address) {
    return address.replaceFirst("(127\\.0\\.0\\.1|localhost):\\d+", HOST + relay.port());
  }

  @Override
  public void stop() {
    all().forEach(Relay::close);
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(Wires.class));
  }

  /** The wire to the database. */
  public Relay postgres() {
    return postgres;
  }

  /** The wire to the Vault. */
  public Relay vault() {
    return vault;
  }

  /** The wire to the identity provider. */
  public Relay keycloak() {
    return keycloak;
  }

  /** The wire to the assistant's token endpoint. */
  public Relay upstream() {
    return upstream;
  }

  /** The wire to what Amazon has for linking from the app. */
  public Relay amazon() {
    return amazon;
  }

  /** All of them. */
  public List<Relay> all() {
    return List.of(postgres, vault, keycloak, upstream, amazon);
  }

  /** Everything arrives again. */
  public void mend() {
    all().forEach(wire -> wire.become(Relay.State.WHOLE));
  }
}
