package dev.hushkey.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RealmTest {

  private static final long NOW = 1_800_000_000L;

  private final Realm realm = new Realm();

  private static JsonArray keys(String... kids) {
    JsonArray keys = new JsonArray();
    Stream.of(kids).map(kid -> new JsonObject().put("kid", kid).put("n", "1")).forEach(keys::add);
    return keys;
  }

  private void look(String... kids) {
    realm.learnKeys(keys(kids), realm.known());
  }

  private boolean standsBy(String kid) {
    return realm.state().standsBy(kid, NOW);
  }

  @Test
  void keyThatIsPublishedNoMore_isWithdrawn_untilItIsPublishedAgain() {
    look("old", "new");
    assertThat(standsBy("old")).isTrue();
    look("new");
    assertThat(standsBy("old")).isFalse();
    assertThat(standsBy("new")).isTrue();
    look("new");
    assertThat(standsBy("old")).isFalse();
    look("old", "new");
    assertThat(standsBy("old")).isTrue();
  }

  @Test
  void keyThatNoLookHasSeen_isForQuarkusToJudge_untilALookAfterwardsLacksIt() {
    look("old");
    assertThat(standsBy("unseen")).isTrue();
    realm.accepted("unseen");
    look("old");
    assertThat(standsBy("unseen")).isFalse();
  }

  @Test
  void keyThatWasFirstUsedWhileALookWasUnderWay_isNotWithdrawnByIt() {
    look("old");
    Set<String> whenItBegan = realm.known();
    realm.accepted("new");
    realm.learnKeys(keys("old"), whenItBegan);
    assertThat(standsBy("new")).isTrue();
    look("old", "new");
    assertThat(standsBy("new")).isTrue();
  }

  @Test
  void tokensFromBeforeTheNotBefore_doNotCount_andThoseOfThatSecondDo() {
    realm.learnNotBefore(NOW);
    assertThat(realm.state().standsBy("k", NOW - 1)).isFalse();
    assertThat(realm.state().standsBy("k", NOW)).isTrue();
    realm.learnNotBefore(0);
    assertThat(realm.state().standsBy("k", NOW - 1)).isTrue();
  }

  @Test
  void stateIsTheSameObject_onlyWhileNothingChanges() {
    look("k");
    realm.learnNotBefore(7);
    Realm.State first = realm.state();
    look("k");
    realm.learnNotBefore(7);
    realm.accepted("k");
    assertThat(realm.state()).isSameAs(first);

    realm.learnNotBefore(8);
    assertThat(realm.state()).isNotSameAs(first);
    Realm.State second = realm.state();
    realm.learnKeys(
        new JsonArray().add(new JsonObject().put("kid", "k").put("n", "2")), realm.known());
    assertThat(realm.state()).isNotSameAs(second);
  }

  @Test
  void whatIsNoKeyInTheAnswer_isPassedOver() {
    realm.learnKeys(keys("k").add("x").add(new JsonObject()).addNull(), realm.known());
    assertThat(realm.state().keys()).containsOnlyKeys("k");
  }
}
