package dev.hushkey.seal;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.seal.login.VaultHealthCheck;
import dev.hushkey.seal.login.VaultSession;
import dev.hushkey.seal.transit.Transit;
import dev.hushkey.seal.transit.TransitBatchers;
import dev.hushkey.seal.vault.VaultDriver;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.settings.TestSettings;
import dev.hushkey.stack.fixture.MovableClock;
import dev.hushkey.trace.Traces;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The sealing room by hand: its parts on one Vault, with a clock that only the test moves. */
public final class TestSeal implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  final VaultSettings config;
  final VaultDriver driver;
  public final VaultSession session;
  public final Sealer sealer;
  public final VaultHealthCheck health;
  public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  public final MovableClock clock = new MovableClock();

  /** With the settings of an installation, by their names. */
  public TestSeal(Map<String, String> settings) {
    config = configOf(settings);
    driver = new VaultDriver(config);
    session = new VaultSession(config, driver, clock);
    sealer =
        new Sealer(
            new TransitBatchers(new Transit(session, config), config, meters, Traces.off()),
            _ -> Uni.createFrom().item(Optional.empty()),
            config,
            meters);
    health = new VaultHealthCheck(driver, session, config);
  }

  /** What the rest of the house sees of the room. */
  public Sealer sealer() {
    return sealer;
  }

  /** How many items went in each call to open; there is none before the first open. */
  public DistributionSummary batchSizes() {
    return meters.summary(
        "hushkey.seal.batch.items", "operation", "decrypt", "key", "hushkey-alexa");
  }

  public static VaultSettings configOf(Map<String, String> settings) {
    return TestSettings.unchecked(VaultSettings.class, settings);
  }

  public static SealBinding aliceLink() {
    return link("alexa", LinkIds.create(), "alice");
  }

  /** Someone's link. */
  public static SealBinding link(String assistant, LinkId link, String user) {
    return SealBinding.ofLink(new LinkRef(new AssistantId(assistant), link, new UserId(user)));
  }

  /** What it emits; fails after a while. */
  public static <T> T await(Uni<T> uni) {
    return uni.await().atMost(PATIENCE);
  }

  /** The failure that it ends with; fails if it succeeds. */
  public static Failure failureOf(Uni<?> uni) {
    try {
      Object item = await(uni);
      throw new AssertionError("succeeded with " + item);
    } catch (FailureException failed) {
      return failed.failure();
    }
  }

  @Override
  public void close() {
    driver.close();
  }
}
