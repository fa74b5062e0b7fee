package dev.hushkey.transitkeys;

import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.seal.CiphertextStore;
import dev.hushkey.seal.TransitKeyMaintenance;
import dev.hushkey.seal.transit.TransitKey;
import dev.hushkey.sql.Rows;
import dev.hushkey.upstreamtoken.UpstreamTokenCiphertexts;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which versions of keys are to be destroyed for which revocation. The service says so and looks
 * whether it is done; it cannot do it (ADR 79).
 */
@ApplicationScoped
public class Shreddings {

  private static final String PARAMETER = "shred";

  private static final String ADD =
      """
      insert into shredding (revocation_id, transit_key, up_to) values ($1, $2, $3)
      """;

  private static final String FIND =
      """
      select transit_key, up_to, done_at from shredding where revocation_id = $1
       order by transit_key
      """;

  private static final String SET_UP_TO =
      """
      update shredding set up_to = $3
       where revocation_id = $1 and transit_key = $2 and up_to is null
      """;

  private static final String SET_DONE =
      """
      update shredding set done_at = coalesce(done_at, clock_timestamp())
       where revocation_id = $1 and transit_key = $2
      returning transit_key, up_to, done_at
      """;

  private final CiphertextStores stores;
  private final TransitKeyMaintenance maintenance;
  private final Pool pool;

  @Inject
  Shreddings(CiphertextStores stores, TransitKeyMaintenance maintenance, Pool pool) {
    this.stores = stores;
    this.maintenance = maintenance;
    this.pool = pool;
  }

  /** Versions of a key; all that there are when it is carried out, unless a last one is named. */
  private record Wanted(String key, Optional<Integer> upTo) {

    String words() {
      return key + upTo.map(version -> " up to " + version).orElse("");
    }
  }

  /**
   * What else a revocation does, as the end of a sentence.
   *
   * @throws FailureException malformed when other links need the same versions, or nobody could
   *     tell when they are gone
   */
  public String words(Selection selection) {
    return wanted(selection).stream()
        .map(Wanted::words)
        .collect(
            Collectors.joining(
                ", ",
                ", and destroys for ever the versions so far of the keys that seal their tokens (",
                ")"));
  }

  private List<Wanted> wanted(Selection selection) {
    if (!maintenance.isConfigured()) {
      throw FailureException.malformed(
          PARAMETER, "needs a log-in for key maintenance; set hushkey.vault.rotate.*");
    }
    return switch (selection) {
      case Selection.Rule(RevocationScope.Everything _, var before) when before.isEmpty() ->
          ofEverything();
      case Selection.Rule(RevocationScope.OfAssistant(AssistantId assistant), var before)
          when before.isEmpty() ->
          List.of(new Wanted(keyOf(assistant), Optional.empty()));
      case Selection.Matching match when isOfOneVersion(match) ->
          List.of(
              new Wanted(
                  keyOf(match.subjects().assistant().orElseThrow()),
                  Optional.of(match.where().keyVersion().getAsInt())));
      default ->
          throw FailureException.malformed(
              PARAMETER,
              "needs all links of an assistant, everything, or an assistant's links by keyVersion"
                  + " alone: the versions of a key seal the tokens of others' links as well");
    };
  }

  private List<Wanted> ofEverything() {
    List<Wanted> keys =
        stores.all().stream()
            .filter(store -> store instanceof UpstreamTokenCiphertexts)
            .map(store -> new Wanted(store.transitKey(), Optional.empty()))
            .toList();
    if (keys.isEmpty()) {
      throw FailureException.malformed(
          PARAMETER, "is impossible: no assistant has a key here, so nothing is sealed");
    }
    return keys;
  }

  /** All links of an assistant by the version of its key, and by nothing else. */
  private static boolean isOfOneVersion(Selection.Matching match) {
    return match.subjects().isWholeAssistant() && match.where().areOfKeyVersionAlone();
  }

  private String keyOf(AssistantId assistant) {
    String key = new UpstreamTokenCiphertexts(assistant).transitKey();
    if (stores.all().stream().map(CiphertextStore::transitKey).noneMatch(key::equals)) {
      throw FailureException.malformed(
          PARAMETER,
          "is impossible: " + assistant + " has no key here, so nothing is sealed for it");
    }
    return key;
  }

  /** Remembers that it is wanted, after the revocation was made. */
  public Uni<List<Shredding>> ask(RevocationId revocation, Selection selection) {
    return Multi.createFrom()
        .iterable(wanted(selection))
        .onItem()
        .transformToUniAndConcatenate(
            wanted ->
                upTo(wanted)
                    .chain(
                        upTo ->
                            pool.preparedQuery(ADD)
                                .execute(
                                    Tuple.of(revocation.value(), wanted.key(), upTo.orElse(null)))))
        .collect()
        .last()
        .chain(() -> of(revocation));
  }

  /**
   * Everything sealed for what was revoked is of the latest version now, or of an older one; there
   * is nothing beyond it, whatever was named.
   */
  private Uni<Optional<Integer>> upTo(Wanted wanted) {
    return find(wanted.key())
        .map(
            key ->
                key.map(TransitKey::latest)
                    .map(
                        latest ->
                            wanted.upTo().map(named -> Math.min(named, latest)).orElse(latest))
                    .or(wanted::upTo));
  }

  private Uni<Optional<TransitKey>> find(String key) {
    return Uni.createFrom()
        .deferred(() -> maintenance.read(key))
        .map(Optional::of)
        .onFailure()
        .recoverWithItem(
            thrown -> {
              Log.warnf("Could not look at the versions of %s: %s", key, thrown.getMessage());
              return Optional.empty();
            });
  }

  /** How it stands with a revocation; looks at Vault for what is not known to be done. */
  public Uni<List<Shredding>> of(RevocationId revocation) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(revocation.value()))
        .chain(
            rows ->
                Multi.createFrom()
                    .iterable(Rows.all(rows, Shreddings::shredding))
                    .onItem()
                    .transformToUniAndConcatenate(found -> look(revocation, found))
                    .collect()
                    .asList());
  }

  private static Shredding shredding(Row row) {
    return new Shredding(
        row.getString("transit_key"),
        Optional.ofNullable(row.getInteger("up_to")),
        Rows.findInstant(row, "done_at"));
  }

  private Uni<Shredding> look(RevocationId revocation, Shredding found) {
    return found.doneAt().isPresent()
        ? Uni.createFrom().item(found)
        : find(found.key())
            .chain(
                key ->
                    key.map(known -> compare(revocation, found, known))
                        .orElseGet(() -> Uni.createFrom().item(found)));
  }

  private Uni<Shredding> compare(RevocationId revocation, Shredding found, TransitKey key) {
    if (found.upTo().isEmpty()) {
      return pool.preparedQuery(SET_UP_TO)
          .execute(Tuple.of(revocation.value(), found.key(), key.latest()))
          .replaceWith(new Shredding(found.key(), Optional.of(key.latest()), Optional.empty()));
    }
    int last = found.upTo().get();
    boolean gone = key.oldestThatOpens() > last && key.madeAt().headMap(last + 1).isEmpty();
    return gone
        ? pool.preparedQuery(SET_DONE)
            .execute(Tuple.of(revocation.value(), found.key()))
            .map(rows -> shredding(rows.iterator().next()))
        : Uni.createFrom().item(found);
  }
}
