package dev.hushkey.seal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.FailureException;
import dev.hushkey.seal.login.RotateSession;
import dev.hushkey.seal.login.VaultSession;
import dev.hushkey.seal.transit.Transit;
import dev.hushkey.seal.transit.TransitBatch;
import dev.hushkey.seal.transit.TransitItem;
import dev.hushkey.seal.transit.TransitKey;
import dev.hushkey.seal.transit.TransitOperation;
import dev.hushkey.seal.transit.TransitOutcome;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.seal.vault.VaultSettings;
import dev.hushkey.seal.vault.VirtualThreads;
import io.github.jopenlibs.vault.response.LogicalResponse;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;

/**
 * Makes new versions of Transit keys and moves old ciphertexts to them. It reveals no plain text
 * and makes nothing unreadable; only operators can do the latter, with their own tokens.
 *
 * <p>Everything fails as {@link Sealer} does when Vault did not decide.
 */
@ApplicationScoped
public class TransitKeyMaintenance implements KeyStates {

  /** The most that Vault takes in one call. */
  public static final int MAX_AT_ONCE = TransitBatch.MAX_ITEMS;

  private static final Logger LOG = Logger.getLogger(TransitKeyMaintenance.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;

  private final Optional<VaultSession> session;
  private final VaultSettings config;
  private final String mount;
  private final Duration limit;

  @Inject
  TransitKeyMaintenance(RotateSession session, VaultSettings config) {
    this.session = session.find();
    this.config = config;
    this.mount = config.transitMount();
    this.limit = config.connectTimeout().plus(config.requestTimeout());
  }

  /** Whether this replica has the log-in {@code hushkey.vault.rotate}. */
  public boolean isConfigured() {
    return session.isPresent();
  }

  /** One ciphertext and its owner. */
  public record Owned(SealBinding binding, SealedText sealed) {}

  /** The versions of a key as they are now. */
  public Uni<TransitKey> read(String key) {
    return run(
        "read", key, () -> session().ask(client -> keyIn(key, client.logical().read(path(key)))));
  }

  @Override
  public Uni<Optional<Integer>> oldestThatOpens(String key) {
    return isConfigured()
        ? read(key).map(TransitKey::oldestThatOpens).map(Optional::of)
        : Uni.createFrom().item(Optional.empty());
  }

  /** Makes a new version. It seals from now on; older ones still open. */
  public Uni<Void> rotate(String key) {
    Callable<Void> rotate =
        () ->
            session()
                .ask(
                    client -> {
                      LogicalResponse answer =
                          client.logical().write(path(key) + "/rotate", Map.of());
                      int status = answer.getRestResponse().getStatus();
                      if (status != OK && status != NO_CONTENT) {
                        throw VaultFault.of(answer.getRestResponse());
                      }
                      return null;
                    });
    return run("rotate", key, rotate);
  }

  /**
   * Moves ciphertexts of one key to its latest version.
   *
   * @param owned at most {@link #MAX_AT_ONCE}
   * @return one for each, in the same order; empty if Vault does not open it for this owner
   */
  public Uni<List<Optional<SealedText>>> rewrap(String key, List<Owned> owned) {
    List<TransitItem> items =
        owned.stream()
            .map(
                each -> TransitItem.toDecrypt(each.sealed().ciphertext(), each.binding().context()))
            .toList();
    Callable<List<Optional<SealedText>>> rewrap =
        () -> {
          List<Optional<SealedText>> moved = new ArrayList<>();
          Transit transit = new Transit(session(), config);
          for (TransitOutcome outcome : transit.send(TransitOperation.REWRAP, key, items)) {
            moved.add(movedOrRefused(outcome));
          }
          return moved;
        };
    return run("rewrap", key, rewrap);
  }

  /** A bad ciphertext affects only itself; any other fault fails the whole call. */
  private static Optional<SealedText> movedOrRefused(TransitOutcome outcome) throws VaultFault {
    return switch (outcome) {
      case TransitOutcome.Done(String text) -> Optional.of(new SealedText(text));
      case TransitOutcome.Failed(VaultFault fault)
          when fault.kind() == VaultFault.Kind.CIPHERTEXT_REFUSED
              || fault.kind() == VaultFault.Kind.VERSION_ENDED
              || fault.kind() == VaultFault.Kind.REQUEST_REFUSED ->
          Optional.empty();
      case TransitOutcome.Failed(VaultFault fault) -> throw fault;
    };
  }

  private VaultSession session() {
    return session.orElseThrow(
        () -> new IllegalStateException("hushkey.vault.rotate is not configured"));
  }

  private String path(String key) {
    return mount + "/keys/" + key;
  }

  private static TransitKey keyIn(String key, LogicalResponse answer) throws VaultFault {
    if (answer.getRestResponse().getStatus() != OK) {
      throw VaultFault.of(answer.getRestResponse());
    }
    try {
      JsonNode data = JSON.readTree(answer.getRestResponse().getBody()).path("data");
      TreeMap<Integer, Instant> madeAt = new TreeMap<>();
      data.path("keys")
          .properties()
          .forEach(
              version ->
                  madeAt.put(Integer.valueOf(version.getKey()), instant(version.getValue())));
      if (madeAt.isEmpty()) {
        throw new VaultFault(VaultFault.Kind.AWAY, "a key without versions");
      }
      return new TransitKey(
          key,
          data.path("latest_version").asInt(),
          data.path("min_decryption_version").asInt(),
          madeAt);
    } catch (IOException _) {
      throw new VaultFault(VaultFault.Kind.AWAY, "an incomplete answer about a key");
    }
  }

  /** Seconds for symmetric keys, an object with a text for the others. */
  private static Instant instant(JsonNode version) {
    return version.isNumber()
        ? Instant.ofEpochSecond(version.asLong())
        : Instant.parse(version.path("creation_time").asText());
  }

  private <T> Uni<T> run(String operation, String key, Callable<T> work) {
    return VirtualThreads.run("vault-" + operation, limit, work)
        .onFailure(failure -> failure instanceof VaultFault || failure instanceof TimeoutException)
        .transform(failure -> asFailure(operation, key, failure));
  }

  private static Throwable asFailure(String operation, String key, Throwable failure) {
    if (failure instanceof VaultFault fault && fault.isOfSetUp()) {
      LOG.errorf(
          "Vault refuses to %s Transit key %s: %s. The log-in hushkey.vault.rotate needs the policy"
              + " vault-policies/rotate.hcl.",
          operation, key, fault.getMessage());
    }
    return FailureException.unavailable(Dependency.VAULT, failure);
  }
}
