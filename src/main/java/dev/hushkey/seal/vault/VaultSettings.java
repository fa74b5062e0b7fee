package dev.hushkey.seal.vault;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.OtherSettings;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import dev.hushkey.timeout.TimeoutSettings;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where Vault is and how we authenticate. Exactly one way to log in is set: {@code app-role},
 * {@code kubernetes}, {@code token-file} or {@code agent}; docs/vault.md describes them. There is
 * no setting for a token: a token in a configuration sooner or later is a root token, and cannot be
 * renewed beyond its maximum age.
 */
@Settings(VaultSettings.PREFIX)
public interface VaultSettings extends VaultCredentials, SettingRules {

  /** The prefix of all settings of this room. */
  String PREFIX = "hushkey.vault";

  /**
   * Base address of Vault or OpenBao, without {@code /v1}; may be a load balancer over all nodes of
   * OpenBao (docs/adr/0020-gathered-sealing.md). In production https, or http only to a proxy on
   * this machine: every request carries a token and answers carry plain text.
   */
  URI address();

  /** The path at which the Transit engine is mounted. */
  @WithDefault("transit")
  String transitMount();

  /** The namespace (HashiCorp Vault Enterprise or OpenBao) that holds the mounts and roles. */
  Optional<String> namespace();

  /** TLS to Vault. */
  Optional<Tls> tls();

  /**
   * The second log-in, for key maintenance (policy {@code hushkey-rotate}), separate from the one
   * that serves. Without it this replica rotates and rewraps nothing.
   */
  Optional<VaultCredentials> rotate();

  /**
   * How long opening a connection may take. Short, because connections are kept open, and a Vault
   * that does not accept one within a second is down.
   */
  @WithDefault("PT1S")
  Duration connectTimeout();

  /**
   * How long one answer may take, rounded up to whole seconds by the driver. Together with the time
   * to connect it bounds a whole operation, a new log-in included, and must be shorter than {@code
   * hushkey.timeouts.answer}.
   */
  @WithDefault("PT2S")
  Duration requestTimeout();

  /**
   * The longest that sealing or opening keeps its caller, in whole seconds as the driver counts.
   */
  default Duration longest() {
    return connectTimeout().plus(Duration.ofSeconds(requestTimeout().plusMillis(999).toSeconds()));
  }

  /** How concurrent operations share calls. */
  Batching batching();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.checkHttpsWhereGuarded(PREFIX + ".address", address());
    LoginChoice.problemWith(this, PREFIX).ifPresent(problem -> mistakes.add(PREFIX, problem));
    rotate()
        .flatMap(rotate -> LoginChoice.problemWith(rotate, PREFIX + ".rotate"))
        .ifPresent(problem -> mistakes.add(PREFIX + ".rotate", problem));
    Batching limits = batching();
    checkRange(mistakes, "max-concurrent-calls", limits.maxConcurrentCalls(), Batching.MAX_CALLS);
    checkRange(mistakes, "max-items", limits.maxItems(), Batching.MAX_ITEMS);
    checkRange(mistakes, "max-queued", limits.maxQueued(), Integer.MAX_VALUE);
  }

  @Override
  default void checkBeside(OtherSettings others, Mistakes mistakes) {
    others
        .find(TimeoutSettings.class)
        .ifPresent(
            timeouts -> timeouts.checkFits(mistakes, PREFIX + ".request-timeout", longest()));
  }

  private static void checkRange(Mistakes mistakes, String setting, int value, int most) {
    mistakes.check(
        value >= 1 && value <= most,
        PREFIX + ".batching." + setting,
        "must be a number from 1 to " + most);
  }

  /** Operations that arrive while a call is running share the next one. */
  interface Batching {

    /** More would only compete for processors. */
    int MAX_CALLS = 64;

    /** What OpenBao accepts in one request, with room to spare. */
    int MAX_ITEMS = 150;

    /**
     * How many calls for one key and operation may run at once, 1 to 64. More: more of Vault's
     * processors are busy, and batches are smaller.
     */
    @WithDefault("2")
    int maxConcurrentCalls();

    /**
     * How many items one call may carry, 1 to 150. OpenBao takes 1,000 strings a request, keys
     * included (max_request_json_strings): 166 items of three fields.
     */
    @WithDefault("150")
    int maxItems();

    /**
     * How many operations may wait for one key and operation; the next one fails at once and is
     * told to retry later. Vault handles a few thousand in a tenth of a second.
     */
    @WithDefault("4000")
    int maxQueued();
  }

  /** PEM files. */
  interface Tls {

    /** The certificate authorities that we trust instead of the JDK's. */
    Optional<Path> caFile();

    /** Our client certificate, if Vault's listener asks for one. */
    Optional<Path> clientCertificateFile();

    /** Its key, PKCS #8, not encrypted. */
    Optional<Path> clientKeyFile();
  }
}
