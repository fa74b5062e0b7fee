package dev.hushkey.oauth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.assistant.Assistants;
import dev.hushkey.assistant.SigningAlgorithm;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.openbao.OpenBaoServer;
import io.quarkus.scheduler.Scheduler;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jose4j.keys.BigEndianBigInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnStack
class SigningKeysIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Inject SigningKeyStore store;
  @Inject KeyRing ring;
  @Inject Mutiny.SessionFactory sessions;
  @Inject SigningKeySettings config;
  @Inject Assistants assistants;
  @Inject AuditTrail audit;
  @Inject Vertx vertx;
  @Inject Scheduler scheduler;
  @Inject SigningKeys ofTheApplication;

  private final OpenBaoServer bao = TestStack.current().openBao();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  /** The application itself is a replica too: it must not join in. */
  @BeforeEach
  void noKeys() throws SQLException {
    scheduler.pause();
    sql("delete from signing_key");
  }

  @AfterEach
  void healthyVault() {
    bao.start();
    await(ofTheApplication.look());
    scheduler.resume();
  }

  @Test
  void current_manyReplicasAtOnce_shareOneKey() throws SQLException {
    List<Uni<SigningKey>> asked =
        Stream.generate(this::replica).limit(8).map(SigningKeys::current).toList();

    List<SigningKey> keys = await(Uni.join().all(asked).andFailFast());

    assertThat(keys.stream().map(SigningKey::kid).distinct()).hasSize(1);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void current_signature_isVerifiedByAnotherReplica() throws Exception {
    SigningKey key = await(replica().current());

    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(key.privateKey());
    signer.update(new byte[] {1, 2, 3});
    byte[] signature = signer.sign();
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(await(replica().verificationKey(key.kid())).orElseThrow());
    verifier.update(new byte[] {1, 2, 3});

    assertThat(verifier.verify(signature)).isTrue();
  }

  @Test
  void rotation_goesFromAnnouncedToSigningToRemoved_andEachReplicaFollows() throws Exception {
    SigningKeys here = replica();
    SigningKeys there = replica();
    String old = await(here.current()).kid();
    await(there.current());
    SigningKeyRotation rotation = rotation(here);

    await(rotation.rotateIfDue());
    assertThat(count()).as("fresh keys are not replaced").isEqualTo(1);

    daysPass(89);
    await(rotation.rotateIfDue());
    String announced = query("select kid from signing_key where kid <> '%s'".formatted(old));
    await(there.look());
    assertThat(await(here.current()).kid()).isEqualTo(old);
    assertThat(await(there.current()).kid()).isEqualTo(old);
    assertThat(await(there.published())).hasSize(2);
    assertThat(await(there.verificationKey(announced))).isPresent();

    daysPass(1);
    await(there.look());
    await(here.look());
    assertThat(await(here.current()).kid()).isEqualTo(announced);
    assertThat(await(there.current()).kid()).isEqualTo(announced);
    assertThat(await(there.verificationKey(old))).isPresent();

    daysPass(1);
    await(rotation.rotateIfDue());
    assertThat(await(there.verificationKey(old))).as("its last token may still live").isPresent();

    daysPass(1);
    await(rotation.rotateIfDue());
    await(there.look());
    assertThat(count()).isEqualTo(1);
    assertThat(await(there.verificationKey(old))).isEmpty();
    assertThat(await(there.published())).hasSize(1);
    assertThat(
            query(
                "select string_agg(kind, ',' order by id) from audit_event where detail like '%"
                    + announced
                    + "%' or detail like '%"
                    + old
                    + "%'"))
        .isEqualTo("signing-key-made,signing-key-removed");
  }

  @Test
  void rotation_byManyReplicasAtOnce_makesOneKey() throws SQLException {
    await(replica().current());
    daysPass(89);

    List<Uni<Void>> rotations =
        Stream.generate(() -> rotation(replica()).rotateIfDue()).limit(6).toList();
    await(Uni.join().all(rotations).andFailFast());

    assertThat(count()).isEqualTo(2);
  }

  @Test
  void rotation_atOnce_signsWithTheNewKeyAndStillPublishesTheOld() {
    SigningKeys keys = replica();
    String old = await(keys.current()).kid();

    List<SigningKeyInfo> infos =
        await(rotation(keys).rotate(Actor.operator("carol"), "leaked", true));

    assertThat(await(keys.current()).kid()).isNotEqualTo(old);
    assertThat(await(keys.verificationKey(old))).isPresent();
    assertThat(infos)
        .extracting(SigningKeyInfo::state)
        .containsExactly(SigningKeyState.SIGNING, SigningKeyState.VERIFYING);
  }

  @Test
  void rotation_vaultSealed_failsAndTheOldKeyGoesOn() throws SQLException {
    SigningKeys keys = replica();
    String old = await(keys.current()).kid();
    daysPass(100);
    bao.seal();

    assertThatThrownBy(() -> await(rotation(keys).rotateIfDue()))
        .isInstanceOf(FailureException.class);

    assertThat(await(keys.current()).kid()).isEqualTo(old);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void current_everyAlgorithm_hasAKeyOfItsOwn() {
    SigningKeys keys =
        new SigningKeys(ring, EnumSet.allOf(SigningAlgorithm.class), Clock.systemUTC());

    assertThat(await(keys.current(SigningAlgorithm.RS256)).privateKey().getAlgorithm())
        .isEqualTo("RSA");
    assertThat(await(keys.current(SigningAlgorithm.ES256)).privateKey().getAlgorithm())
        .isEqualTo("EC");
    assertThat(await(keys.published()))
        .extracting(jwk -> jwk.get("alg"))
        .containsExactlyInAnyOrder("ES256", "RS256");
  }

  private SigningKeyRotation rotation(SigningKeys keys) {
    return new SigningKeyRotation(keys, ring, store, config, assistants, audit);
  }

  /** The keys' time is the database's clock, which a test cannot move; so it moves the keys. */
  private static void daysPass(int days) throws SQLException {
    sql(
        "update signing_key set created_at = created_at - interval '%1$d days', signs_from = signs_from - interval '%1$d days'"
            .formatted(days));
  }

  @Test
  void current_vaultSealed_isUnavailableAndHeals() throws SQLException {
    SigningKeys keys = replica();
    bao.seal();

    assertThatThrownBy(() -> await(keys.current()))
        .isInstanceOfSatisfying(
            FailureException.class,
            failed ->
                assertThat(failed.failure())
                    .isInstanceOfSatisfying(
                        Failure.Unavailable.class,
                        away -> assertThat(away.dependency()).isEqualTo(Dependency.VAULT)));
    assertThat(count()).isZero();

    bao.unseal();
    assertThat(await(keys.current())).isNotNull();
  }

  @Test
  void current_vaultSealedAfterTheFirstUse_stillSigns() {
    SigningKeys keys = replica();
    await(keys.current());

    bao.seal();

    assertThat(await(keys.current())).isNotNull();
    assertThat(await(keys.published())).hasSize(1);
  }

  @Test
  void current_insideATransactionThatFails_keepsTheKey() throws Exception {
    SigningKeys keys = replica();

    assertThatThrownBy(
            () ->
                VertxContextSupport.subscribeAndAwait(
                    () ->
                        sessions.withTransaction(
                            _ ->
                                keys.current()
                                    .chain(
                                        () ->
                                            Uni.createFrom()
                                                .failure(new IllegalStateException("theirs"))))))
        .hasMessageContaining("theirs");

    assertThat(count()).isEqualTo(1);
  }

  @Test
  void verificationKey_madeUpIds_lookIntoTheDatabaseOnceASecond() {
    SigningKeys keys = replica();
    assertThat(await(keys.verificationKey("made-up-1"))).isEmpty();
    String made = await(rotation(replica()).rotate(Actor.system(), "test", true)).getFirst().kid();

    assertThat(await(keys.verificationKey("made-up-2"))).isEmpty();
    assertThat(await(keys.verificationKey(made))).isEmpty();

    now.updateAndGet(time -> time.plus(SigningKeys.LOOK_AGAIN_AFTER));
    assertThat(await(keys.verificationKey(made))).isPresent();
  }

  @Test
  void verificationKey_rowWrittenWithoutVault_isNotTrusted() throws SQLException {
    await(replica().current());
    PublicJwk planted = PublicJwk.of(PrivateKeys.generate(SigningAlgorithm.ES256).getPublic());
    sql(
        "insert into signing_key select '%s', algorithm, '%s', sealed_private, created_at, clock_timestamp()"
                .formatted(planted.kid(), planted.json())
            + " from signing_key");

    SigningKeys keys = replica();

    assertThat(await(keys.verificationKey(planted.kid()))).isEmpty();
    assertThat(await(keys.published())).hasSize(1);
  }

  @Test
  void verificationKey_publicKeyReplaced_isNotTrusted() throws SQLException {
    String kid = await(replica().current()).kid();
    PublicJwk planted = PublicJwk.of(PrivateKeys.generate(SigningAlgorithm.ES256).getPublic());
    sql("update signing_key set public_jwk = '%s'".formatted(planted.json()));

    assertThat(await(replica().verificationKey(kid))).isEmpty();
  }

  @Test
  void table_afterAKeyWasMade_holdsNoPrivateKey() throws Exception {
    ECPrivateKey key = (ECPrivateKey) await(replica().current()).privateKey();

    String row = query("select row_to_json(signing_key) from signing_key");

    assertThat(row).containsPattern("vault:v\\d+:").contains("P-256");
    assertThat(row)
        .doesNotContain(Base64.getEncoder().encodeToString(key.getEncoded()))
        .doesNotContain(BigEndianBigInteger.toBase64Url(key.getS(), 32))
        .doesNotContain(key.getS().toString(16));
  }

  private SigningKeys replica() {
    InstantSource source = now::get;
    return new SigningKeys(
        ring, EnumSet.of(SigningAlgorithm.ES256), source.withZone(ZoneOffset.UTC));
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(PATIENCE);
  }

  private static String database() {
    return TestStack.database();
  }

  private static void sql(String statement) throws SQLException {
    try (Connection connection = TestStack.current().postgres().connect(database());
        var statements = connection.createStatement()) {
      statements.execute(statement);
    }
  }

  private static int count() throws SQLException {
    return Integer.parseInt(query("select count(*) from signing_key"));
  }

  private static String query(String select) throws SQLException {
    try (Connection connection = TestStack.current().postgres().connect(database());
        var statements = connection.createStatement();
        ResultSet result = statements.executeQuery(select)) {
      result.next();
      return result.getString(1);
    }
  }
}
