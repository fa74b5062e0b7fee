package dev.hushkey.caller;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** What is known of Keycloak's realm as a whole: which tokens it still stands by. */
@Singleton
class Realm {

  private static final Logger LOG = Logger.getLogger(Realm.class);

  /**
   * What Keycloak last said.
   *
   * @param keys the published keys by their id
   * @param withdrawn ids of keys that were published or accepted once and are published no more
   * @param notBefore in seconds since 1970; 0 for none
   */
  record State(Map<String, JsonObject> keys, Set<String> withdrawn, long notBefore) {

    /**
     * Whether Keycloak stands by a token that it signed with this key at this time. It judges a
     * not-before in the same way: what was issued in that very second counts.
     *
     * @param issuedAt {@code iat}, in seconds since 1970
     */
    boolean standsBy(String kid, long issuedAt) {
      return !withdrawn.contains(kid) && issuedAt >= notBefore;
    }
  }

  /** Ids of keys that were published, or whose signature was accepted. */
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /** Replaced only when something has changed, so that it can be compared by identity. */
  private volatile State state = new State(Map.of(), Set.of(), 0);

  /** As of the last look. The same object for as long as nothing has changed. */
  State state() {
    return state;
  }

  /** A signature by this key was accepted, so it was published, whether or not we looked then. */
  void accepted(String kid) {
    known.add(kid);
  }

  /** To be asked before a look at the keys begins. */
  Set<String> known() {
    return Set.copyOf(known);
  }

  /**
   * Takes in what a look at the keys has seen.
   *
   * @param before {@link #known} when the look began; a key that was first used while the answer
   *     was under way may be missing in it
   */
  synchronized void learnKeys(JsonArray published, Set<String> before) {
    Map<String, JsonObject> keys = new HashMap<>();
    for (int i = 0; i < published.size(); i++) {
      if (published.getValue(i) instanceof JsonObject key
          && key.getValue("kid") instanceof String kid) {
        keys.put(kid, key);
      }
    }
    known.addAll(keys.keySet());
    Set<String> withdrawn = new TreeSet<>(before);
    withdrawn.removeAll(keys.keySet());
    withdrawn.stream()
        .filter(kid -> !state.withdrawn().contains(kid))
        .forEach(kid -> LOG.infof("Keycloak withdrew the key %s: its tokens are refused", kid));
    replaceBy(new State(keys, withdrawn, state.notBefore()));
  }

  /** Takes in the not-before, in seconds since 1970. */
  synchronized void learnNotBefore(long seconds) {
    if (seconds != state.notBefore()) {
      LOG.infof("Not-before of the realm: tokens issued before second %d are refused", seconds);
    }
    replaceBy(new State(state.keys(), state.withdrawn(), seconds));
  }

  private void replaceBy(State seen) {
    if (!seen.equals(state)) {
      state = seen;
    }
  }
}
