package dev.hushkey;

import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * One event loop for each two processors, where Quarkus has two for each. Questions of one loop
 * share their calls to PostgreSQL and Vault, and are handed from thread to thread less often
 * (docs/adr/0062-few-event-loops.md). Any other source of settings wins.
 */
public final class EventLoops implements ConfigSource {

  private static final String SETTING = "quarkus.vertx.event-loops-pool-size";
  private static final int BELOW_APPLICATION_PROPERTIES = 200;

  private final Map<String, String> properties =
      Map.of(SETTING, Integer.toString(number(Runtime.getRuntime().availableProcessors())));

  static int number(int processors) {
    return Math.max(1, processors / 2);
  }

  @Override
  public Map<String, String> getProperties() {
    return properties;
  }

  @Override
  public Set<String> getPropertyNames() {
    return properties.keySet();
  }

  @Override
  public String getValue(String name) {
    return properties.get(name);
  }

  @Override
  public int getOrdinal() {
    return BELOW_APPLICATION_PROPERTIES;
  }

  @Override
  public String getName() {
    return "event loops by the number of processors";
  }
}
