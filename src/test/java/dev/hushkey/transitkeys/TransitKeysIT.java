package dev.hushkey.transitkeys;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.oauth.keys.SigningKeyCiphertexts;
import dev.hushkey.seal.CiphertextStore;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.Sealer;
import dev.hushkey.seal.StoredCiphertext;
import dev.hushkey.seal.TransitKeyMaintenance;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.OnStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.CapturedLog;
import dev.hushkey.testing.Database;
import dev.hushkey.upstreamtoken.UpstreamTokenCiphertexts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rotation and rewrap on a real OpenBao and PostgreSQL. */
@OnStack
class TransitKeysIT {

  private static final AssistantId ALEXA = new AssistantId("alexa");
  private static final String KEY = "hushkey-alexa";
  private static final CiphertextStore STORE = new UpstreamTokenCiphertexts(ALEXA);

  @Inject Sealer sealer;
  @Inject TransitKeyMaintenance maintenance;
  @Inject Rewrap rewrap;
  @Inject RewrapLedger ledger;
  @Inject Pool pool;

  private final List<LinkRef> links = new ArrayList<>();

  @BeforeEach
  void nothingOfAlexa() {
    Database.update("update upstream_token set sealed = null, sealed_access = null");
    Database.update("delete from rewrap");
  }

  @Test
  void rewrap_afterARotation_movesEveryCiphertextAndEachStillOpensForItsLink() {
    link(400);
    Database.update("update upstream_token set sealed_access = sealed where sealed is not null");
    int latest = rotate();

    run();

    assertThat(versions()).containsOnly(latest);
    assertThat(Database.text("select count(*) from upstream_token where sealed_access is not null"))
        .as("access tokens that are still sealed with the old version")
        .isEqualTo("0");
    for (LinkRef link : links.subList(0, 20)) {
      assertThat(opened(link)).isEqualTo(tokenOf(link));
    }
    assertThat(progress().rewrapped()).isEqualTo(400);
    assertThat(progress().finishedAt()).isPresent();
    assertThat(
            Database.text(
                "select detail from audit_event where kind = 'key-rewrapped' order by id desc"))
        .isEqualTo(KEY + " version " + latest + ", moved 400, refused 0");
  }

  /** Each statement looks at a bounded number of links, and most of these have nothing to move. */
  @Test
  void rewrap_fewOldAmongThousands_movesEach() {
    link(20);
    Database.update(
        """
        insert into link (id, user_id, assistant, state, authorized_at, created_at, changed_at)
        select gen_random_uuid(), 'empty-' || n, 'alexa', 'ACTIVE',
               clock_timestamp(), clock_timestamp(), clock_timestamp()
          from generate_series(1, 7000) n
        """);
    try {
      int latest = rotate();

      run();

      assertThat(versions()).containsOnly(latest);
      assertThat(progress().rewrapped()).isEqualTo(20);
      assertThat(progress().finishedAt()).isPresent();
    } finally {
      Database.update("delete from link where starts_with(user_id, 'empty-')");
    }
  }

  @Test
  void rewrap_stoppedHalfway_goesOnFromThereOnAnotherReplica() {
    link(400);
    int latest = rotate();
    await(ledger.open(KEY, latest, false));
    RewrapLedger.Turn turn = await(ledger.take(KEY)).orElseThrow();
    // one batch, then the replica is gone, with its lease
    await(walk(turn).step());
    assertThat(progress().rewrapped()).isEqualTo(TransitKeyMaintenance.MAX_AT_ONCE);

    run();
    assertThat(progress().rewrapped())
        .isEqualTo(TransitKeyMaintenance.MAX_AT_ONCE); // the lease holds

    Database.update("update rewrap set lease_until = clock_timestamp() - interval '1 second'");
    run();
    assertThat(progress().rewrapped()).isEqualTo(400);
    assertThat(versions()).containsOnly(latest);
  }

  /** Its versions begin again below those that were finished once. */
  @Test
  void rewrap_ofAKeyThatWasMadeAnew_isDoneLikeAnyOther() {
    link(3);
    run();
    Database.update("update rewrap set target_version = 1000");
    int latest = rotate();

    run();

    assertThat(versions()).containsOnly(latest);
    assertThat(progress().finishedAt()).isPresent();
  }

  @Test
  void rewrap_tokenRefreshedMeanwhile_leavesTheNewOneAlone() {
    link(2);
    StoredCiphertext old = await(STORE.next(pool, "", Integer.MAX_VALUE, 10)).found().getFirst();
    LinkRef link = links.stream().filter(l -> idOf(l).equals(old.position())).findFirst().get();
    rotate();
    SealedText moved =
        await(
                maintenance.rewrap(
                    KEY, List.of(new TransitKeyMaintenance.Owned(old.binding(), old.sealed()))))
            .getFirst()
            .orElseThrow();
    SealedText refreshed = await(sealer.seal(SecretText.of("refreshed"), old.binding()));
    Database.update(
        "update upstream_token set sealed = ?, version = version + 1 where link_id = ?::uuid",
        refreshed.ciphertext(),
        idOf(link));

    int put =
        await(
            pool.withTransaction(
                c -> STORE.replace(c, List.of(new StoredCiphertext.Moved(old, moved)))));

    assertThat(put).isZero();
    assertThat(opened(link)).isEqualTo(SecretText.of("refreshed"));
  }

  @Test
  void rewrap_ofARowUnderRefresh_touchesNeitherVersionNorLease() {
    link(1);
    Database.update(
        "update upstream_token set version = 7, lease_fence = 3, lease_until = 'infinity'"
            + " where sealed is not null");
    rotate();

    run();

    assertThat(
            Database.text(
                "select version || ' ' || lease_fence || ' ' || lease_until from upstream_token"
                    + " where sealed is not null"))
        .isEqualTo("7 3 infinity");
  }

  @Test
  void rewrap_rowLockedBySomebody_isPassedOverAndComesAgain() {
    link(3);
    int latest = rotate();
    String locked = idOf(links.getFirst());

    await(
        pool.withTransaction(
            holder ->
                holder
                    .query(
                        "select 1 from upstream_token where link_id = '" + locked + "' for update")
                    .execute()
                    .chain(() -> ledger.open(KEY, latest, false))
                    .chain(() -> ledger.take(KEY))
                    .chain(turn -> walk(turn.orElseThrow()).step())));
    assertThat(progress().skipped()).isEqualTo(1);
    Database.update("update rewrap set lease_until = null");

    run();

    assertThat(versions()).containsOnly(latest);
    assertThat(progress().finishedAt()).isPresent();
  }

  @Test
  void rewrap_ciphertextOfAnotherLink_isAnAlarmAndKeepsNothingElse() {
    link(3);
    String victim = idOf(links.get(0));
    Database.update(
        "update upstream_token set sealed = (select sealed from upstream_token"
            + " where link_id = ?::uuid) where link_id = ?::uuid",
        idOf(links.get(1)),
        victim);
    rotate();

    try (CapturedLog log = CapturedLog.start()) {
      run();
      assertThat(log.text())
          .contains("ALARM: Vault refuses to rewrap the ciphertext of link " + victim);
    }

    assertThat(progress().refused()).isEqualTo(1);
    assertThat(progress().rewrapped()).isEqualTo(2);
    assertThat(progress().finishedAt()).isPresent();
  }

  @Test
  void rewrap_ofSigningKeys_keepsThemReadable() {
    given().get("/oauth2/jwks").then().statusCode(200); // there is one
    Api.admin().post("/v1/transit-keys/hushkey-signing/rotations").then().statusCode(200);

    // the rotation has woken the service itself, which may be at it already
    run();

    int latest = await(maintenance.read("hushkey-signing")).latest();
    Awaitility.await()
        .untilAsserted(
            () ->
                assertThat(await(new SigningKeyCiphertexts().count(pool)))
                    .containsOnlyKeys(latest));
    given().get("/oauth2/jwks").then().body("keys.size()", greaterThan(0));
  }

  @Test
  void api_rotation_tellsVersionsAndIsOnRecord() {
    link(5);
    int before = await(maintenance.read(KEY)).latest();

    Api.admin()
        .post("/v1/transit-keys/" + KEY + "/rotations")
        .then()
        .statusCode(200)
        .body("latestVersion", equalTo(before + 1))
        .body("versions.size()", greaterThan(1))
        .body("rewrap.targetVersion", equalTo(before + 1));

    assertThat(
            Database.text(
                "select detail from audit_event where kind = 'key-rotated' order by id desc"))
        .isEqualTo(KEY + " version " + (before + 1));
  }

  @Test
  void api_unknownKey_isNotFound() {
    Api.admin().post("/v1/transit-keys/hushkey-audit/rotations").then().statusCode(404);
  }

  @Test
  void erasure_whenItReturns_leavesNothingOfTheUserAndAllOfTheOthers() {
    link(2);
    LinkRef gone = links.get(0);

    Api.admin()
        .contentType("application/json")
        .body("{\"user\":\"%s\",\"reason\":\"asked by the customer\"}".formatted(gone.user()))
        .post("/v1/erasures")
        .then()
        .statusCode(200);

    assertThat(sealedOf(gone)).isNull();
    assertThat(Database.text("select state from link where id = ?::uuid", idOf(gone)))
        .isEqualTo("REVOKED");
    assertThat(opened(links.get(1))).isEqualTo(tokenOf(links.get(1)));
  }

  private RewrapWalk walk(RewrapLedger.Turn turn) {
    return new RewrapWalk(STORE, turn, ledger, maintenance, pool, null, new Pace(1_000_000));
  }

  private void link(int number) {
    List<Uni<SealedText>> sealing = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      LinkRef link = new LinkRef(ALEXA, LinkIds.create(), new UserId("user-" + UUID.randomUUID()));
      links.add(link);
      sealing.add(sealer.seal(tokenOf(link), SealBinding.ofLink(link)));
    }
    List<SealedText> sealed = await(Uni.join().all(sealing).usingConcurrencyOf(64).andFailFast());
    for (int i = 0; i < number; i++) {
      Database.store(links.get(i), sealed.get(i).ciphertext());
    }
  }

  private int rotate() {
    await(maintenance.rotate(KEY));
    return await(maintenance.read(KEY)).latest();
  }

  private void run() {
    await(rewrap.rewrapAll());
  }

  private Set<Integer> versions() {
    return await(STORE.count(pool)).keySet();
  }

  private RewrapProgress progress() {
    return await(ledger.find(KEY)).orElseThrow();
  }

  private SecretText opened(LinkRef link) {
    return await(sealer.open(new SealedText(sealedOf(link)), SealBinding.ofLink(link)));
  }

  private static String sealedOf(LinkRef link) {
    return Database.text("select sealed from upstream_token where link_id = ?::uuid", idOf(link));
  }

  private static SecretText tokenOf(LinkRef link) {
    return SecretText.of("Atza|of-" + link.user());
  }

  private static String idOf(LinkRef link) {
    return link.link().toString();
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(Duration.ofSeconds(60));
  }
}
