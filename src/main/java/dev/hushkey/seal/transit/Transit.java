package dev.hushkey.seal.transit;

import dev.hushkey.seal.login.VaultSession;
import dev.hushkey.seal.vault.BodyClient;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.seal.vault.VaultSettings;
import io.github.jopenlibs.vault.rest.RestResponse;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Vault's <a href="https://openbao.org/api-docs/secret/transit/">Transit engine</a>, one batch per
 * call. Blocks; call it on virtual threads.
 */
@Singleton
public final class Transit {

  private static final Logger LOG = Logger.getLogger(Transit.class);
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private final VaultSession session;
  private final String mount;

  public Transit(VaultSession session, VaultSettings config) {
    this.session = session;
    this.mount = config.transitMount();
  }

  /**
   * One outcome for each item, in the order of the items.
   *
   * @throws VaultFault the call failed as a whole: nothing is known about any item
   */
  public List<TransitOutcome> send(TransitOperation operation, String key, List<TransitItem> items)
      throws VaultFault {
    TransitBatch batch = TransitBatch.of(operation, items);
    byte[] body = batch.body();
    String path = mount + "/" + operation.path() + "/" + key;
    try {
      List<TransitOutcome> outcomes = new TransitAnswer(batch).outcomes(ask(path, body));
      warnOfItems(operation, key, outcomes);
      return outcomes;
    } catch (VaultFault fault) {
      warn(operation, key, items.size(), fault);
      throw fault;
    }
  }

  /** Retries once over another connection if one broke: no operation changes anything. */
  private List<TransitAnswer.Result> ask(String path, byte[] body) throws VaultFault {
    VaultSession.Request<List<TransitAnswer.Result>> request =
        client -> resultsOf(BodyClient.post(client, path, body));
    try {
      return session.ask(request);
    } catch (VaultFault fault) {
      if (!fault.isConnectionLost()) {
        throw fault;
      }
      return session.ask(request);
    }
  }

  /** A batch in which every item is bad gets a 400, with a reason for each item. */
  private static List<TransitAnswer.Result> resultsOf(RestResponse answer) throws VaultFault {
    int status = answer.getStatus();
    if (status != OK && status != BAD_REQUEST) {
      throw VaultFault.of(answer);
    }
    Optional<List<TransitAnswer.Result>> results = TransitAnswer.resultsIn(answer.getBody());
    if (results.isEmpty()) {
      throw status == OK
          ? new VaultFault(VaultFault.Kind.AWAY, "an incomplete answer, or not one from Transit")
          : ofCall(VaultFault.of(answer));
    }
    return results.get();
  }

  /** A refusal of the whole call never blames a single ciphertext. */
  private static VaultFault ofCall(VaultFault fault) {
    return fault.kind() == VaultFault.Kind.CIPHERTEXT_REFUSED
        ? new VaultFault(VaultFault.Kind.REQUEST_REFUSED, "a batch refused as a whole")
        : fault;
  }

  /** Logged once per call and not per item: a fault in the set-up affects all of them. */
  private static void warnOfItems(
      TransitOperation operation, String key, List<TransitOutcome> outcomes) {
    List<VaultFault> faults =
        outcomes.stream()
            .filter(TransitOutcome.Failed.class::isInstance)
            .map(outcome -> ((TransitOutcome.Failed) outcome).fault())
            .filter(VaultFault::isOfSetUp)
            .toList();
    if (!faults.isEmpty()) {
      warn(operation, key, faults.size(), faults.getFirst());
    }
  }

  private static void warn(TransitOperation operation, String key, int items, VaultFault fault) {
    if (fault.isOfSetUp()) {
      LOG.errorf(
          "Vault refuses to %s %d items with Transit key %s: %s. %s",
          operation.path(), items, key, fault.getMessage(), adviceFor(fault));
    }
  }

  private static String adviceFor(VaultFault fault) {
    return switch (fault.kind()) {
      case FORBIDDEN ->
          "Refused again after a new log-in: the policy of that log-in does not allow it.";
      case KEY_MISSING -> "The Transit mount or the key does not exist.";
      default -> "The key's version or type does not fit the request.";
    };
  }
}
