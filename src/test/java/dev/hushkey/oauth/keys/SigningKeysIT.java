package dev.hushkey.oauth.keys;

import static dev.hushkey.assistant.SigningAlgorithm.ES256;
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
  @Inject ExchangeKeySettings exchangeConfig;
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
        Stream.generate(this::replica).limit(8).map(keys -> keys.current(ES256)).toList();

    List<SigningKey> keys = await(Uni.join().all(asked).andFailFast());

    assertThat(keys.stream().map(SigningKey::kid).distinct()).hasSize(1);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void current_signature_isVerifiedByAnotherReplica() throws Exception {
    SigningKey key = await(replica().current(ES256));

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
    String old = await(here.current(ES256)).kid();
    await(there.current(ES256));
    SigningKeyRotation rotation = rotation(here);

    await(rotation.rotateIfDue());
    assertThat(count()).as("fresh keys are not replaced").isEqualTo(1);

    daysPass(89);
    await(rotation.rotateIfDue());
    String announced = query("select kid from signing_key where kid <> '%s'".formatted(old));
    await(there.look());
    assertThat(await(here.current(ES256)).kid()).isEqualTo(old);
    assertThat(await(there.current(ES256)).kid()).isEqualTo(old);
    assertThat(await(there.published())).hasSize(2);
    assertThat(await(there.verificationKey(announced))).isPresent();

    daysPass(1);
    await(there.look());
    await(here.look());
    assertThat(await(here.current(ES256)).kid()).isEqualTo(announced);
    assertThat(await(there.current(ES256)).kid()).isEqualTo(announced);
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
        .isEqualTo("signing-key-made,signing-key-made,signing-key-removed");
  }

  @Test
  void rotation_byManyReplicasAtOnce_makesOneKey() throws SQLException {
    await(replica().current(ES256));
    daysPass(89);

    List<Uni<Void>> rotations =
        Stream.generate(() -> rotation(replica()).rotateIfDue()).limit(6).toList();
    await(Uni.join().all(rotations).andFailFast());

    assertThat(count()).isEqualTo(2);
  }

  @Test
  void rotation_atOnce_signsWithTheNewKeyAndStillPublishesTheOld() {
    SigningKeys keys = replica();
    String old = await(keys.current(ES256)).kid();

    List<SigningKeyInfo> infos =
        await(rotation(keys).rotate(Actor.operator("carol"), "leaked", true));

    assertThat(await(keys.current(ES256)).kid()).isNotEqualTo(old);
    assertThat(await(keys.verificationKey(old))).isPresent();
    assertThat(infos)
        .extracting(SigningKeyInfo::state)
        .containsExactly(SigningKeyState.SIGNING, SigningKeyState.VERIFYING);
  }

  @Test
  void rotation_vaultSealed_failsAndTheOldKeyGoesOn() throws SQLException {
    SigningKeys keys = replica();
    String old = await(keys.current(ES256)).kid();
    daysPass(100);
    bao.seal();

    assertThatThrownBy(() -> await(rotation(keys).rotateIfDue()))
        .isInstanceOf(FailureException.class);

    assertThat(await(keys.current(ES256)).kid()).isEqualTo(old);
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void current_everyAlgorithm_hasAKeyOfItsOwn() {
    SigningKeys keys =
        new SigningKeys(ring, EnumSet.allOf(SigningAlgorithm.class), Clock.systemUTC());

    assertThat(await(keys.current(SigningAlgorithm.RS256)).privateKey().getAlgorithm())
        .isEqualTo("RSA");
    assertThat(await(keys.current(ES256)).privateKey().getAlgorithm()).isEqualTo("EC");
    assertThat(await(keys.published()))
        .extracting(jwk -> jwk.get("alg"))
        .containsExactlyInAnyOrder("ES256", "RS256");
  }

  private SigningKeyRotation rotation(SigningKeys keys) {
    return new SigningKeyRotation(keys, ring, store, config, exchangeConfig, assistants, audit);
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

    assertThatThrownBy(() -> await(keys.current(ES256)))
        .isInstanceOfSatisfying(
            FailureException.class,
            failed ->
                assertThat(failed.failure())
                    .isInstanceOfSatisfying(
                        Failure.Unavailable.class,
                        away -> assertThat(away.dependency()).isEqualTo(Dependency.VAULT)));
    assertThat(count()).isZero();

    bao.unseal();
    assertThat(await(keys.current(ES256))).isNotNull();
  }

  @Test
  void current_vaultSealedAfterTheFirstUse_stillSigns() {
    SigningKeys keys = replica();
    await(keys.current(ES256));

    bao.seal();

    assertThat(await(keys.current(ES256))).isNotNull();
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
                                keys.current(ES256)
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
    await(replica().current(ES256));
    PublicJwk planted = PublicJwk.of(PrivateKeys.generate(ES256).getPublic());
    sql(
        "insert into signing_key select '%s', purpose, algorithm, '%s', sealed_private, created_at, clock_timestamp()"
                .formatted(planted.kid(), planted.json())
            + " from signing_key");

    SigningKeys keys = replica();

    assertThat(await(keys.verificationKey(planted.kid()))).isEmpty();
    assertThat(await(keys.published())).hasSize(1);
  }

  @Test
  void verificationKey_publicKeyReplaced_isNotTrusted() throws SQLException {
    String kid = await(replica().current(ES256)).kid();
    PublicJwk planted = PublicJwk.of(PrivateKeys.generate(ES256).getPublic());
    sql("update signing_key set public_jwk = '%s'".formatted(planted.json()));

    assertThat(await(replica().verificationKey(kid))).isEmpty();
  }

  @Test
  void table_afterAKeyWasMade_holdsNoPrivateKey() throws Exception {
    ECPrivateKey key = (ECPrivateKey) await(replica().current(ES256)).privateKey();

    String row = query("select row_to_json(signing_key) from signing_key");

    assertThat(row).containsPattern("vault:v\\d+:").contains("P-256");
    assertThat(row)
        .doesNotContain(Base64.getEncoder().encodeToString(key.getEncoded()))
        .doesNotContain(BigEndianBigInteger.toBase64Url(key.getS(), 32))
        .doesNotContain(key.getS().toString(16));
  }

  @Test
  void withdrawn_whileItSigned_isGoneHereAtOnce_andElsewhereAfterASecond() throws Exception {
    SigningKeys here = replica();
    SigningKeys there = replica();
    String leaked = await(here.current(ES256)).kid();
    await(there.current(ES256));

    List<SigningKeyInfo> infos =
        await(rotation(here).withdraw(Actor.operator("carol"), leaked, "INC-42"));

    assertThat(infos)
        .extracting(SigningKeyInfo::state)
        .containsExactly(SigningKeyState.SIGNING, SigningKeyState.WITHDRAWN);
    assertThat(await(here.verificationKey(leaked))).isEmpty();
    assertThat(await(here.current(ES256)).kid()).isEqualTo(infos.getFirst().kid());
    assertThat(await(here.published())).extracting(jwk -> jwk.get("kid")).doesNotContain(leaked);

    now.updateAndGet(time -> time.plus(SigningKeys.LOOK_AGAIN_AFTER));
    assertThat(await(there.verificationKey(leaked))).isEmpty();
    assertThat(await(there.current(ES256)).kid()).isEqualTo(infos.getFirst().kid());
    assertThat(await(there.published())).extracting(jwk -> jwk.get("kid")).doesNotContain(leaked);
    assertThat(query("select sealed_private from signing_key where kid = '%s'".formatted(leaked)))
        .isNull();
    assertThat(recordOf(leaked))
        .isEqualTo(
            "signing-key-made system, signing-key-withdrawn operator:carol,"
                + " signing-key-made operator:carol");
  }

  private static String recordOf(String kid) throws SQLException {
    return query(
        "select string_agg(kind || ' ' || actor, ', ' order by id) from audit_event"
            + " where detail like '%"
            + kid
            + "%'");
  }

  @Test
  void withdrawn_notTheOneThatSigns_makesNoOther_andTheOneBeforeStaysOver() throws SQLException {
    SigningKeys keys = replica();
    String first = await(keys.current(ES256)).kid();
    SigningKeyRotation rotation = rotation(keys);
    String second = await(rotation.rotate(Actor.system(), "test", true)).getFirst().kid();

    await(rotation.withdraw(Actor.system(), first, "test"));
    assertThat(await(keys.current(ES256)).kid()).isEqualTo(second);
    assertThat(count()).isEqualTo(2);

    String third = await(rotation.rotate(Actor.system(), "test", true)).getFirst().kid();
    await(rotation.withdraw(Actor.system(), third, "test"));
    assertThat(await(keys.current(ES256)).kid()).isNotIn(first, second, third);
    assertThat(await(keys.verificationKey(second))).isPresent();
  }

  @Test
  void withdrawn_vaultSealed_isGoneAllTheSame_andANewOneSignsAfterwards() {
    SigningKeys here = replica();
    SigningKeys there = replica();
    String leaked = await(here.current(ES256)).kid();
    await(there.current(ES256));
    bao.seal();

    List<SigningKeyInfo> infos = await(rotation(here).withdraw(Actor.system(), leaked, "test"));

    assertThat(infos).extracting(SigningKeyInfo::state).containsExactly(SigningKeyState.WITHDRAWN);
    now.updateAndGet(time -> time.plus(SigningKeys.LOOK_AGAIN_AFTER));
    for (SigningKeys replica : List.of(here, there)) {
      assertThat(await(replica.published())).isEmpty();
      assertThatThrownBy(() -> await(replica.current(ES256))).isInstanceOf(FailureException.class);
    }
    bao.unseal();
    assertThat(await(there.current(ES256)).kid()).isNotEqualTo(leaked);
    assertThat(await(here.verificationKey(leaked))).isEmpty();
  }

  @Test
  void withdrawn_byManyAdminsAtOnceAndAgain_isOnRecordOnce() throws SQLException {
    SigningKeys keys = replica();
    String leaked = await(keys.current(ES256)).kid();
    List<Uni<List<SigningKeyInfo>>> admins =
        Stream.generate(() -> rotation(replica()).withdraw(Actor.system(), leaked, "test"))
            .limit(5)
            .toList();

    await(Uni.join().all(admins).andFailFast());
    await(rotation(keys).withdraw(Actor.system(), leaked, "test"));

    assertThat(count()).as("one new key in its place").isEqualTo(2);
    assertThat(
            query(
                "select count(*) from audit_event where kind = 'signing-key-withdrawn'"
                    + " and detail like '"
                    + leaked
                    + "%'"))
        .isEqualTo("1");
  }

  @Test
  void withdrawn_unknownKey_isNotFound() {
    assertThatThrownBy(
            () -> await(rotation(replica()).withdraw(Actor.system(), "x".repeat(43), "test")))
        .isInstanceOfSatisfying(
            FailureException.class,
            failed -> assertThat(failed.failure()).isInstanceOf(Failure.NotFound.class));
  }

  /** Every use of a key looks into the table: that must not make a key need Vault. */
  @Test
  void verificationKey_vaultSealedWhileAnotherReplicaMadeAKey_staysInUse() {
    SigningKeys keys = replica();
    String kid = await(keys.current(ES256)).kid();
    await(rotation(replica()).rotate(Actor.system(), "test", true));
    bao.seal();

    now.updateAndGet(time -> time.plus(SigningKeys.LOOK_AGAIN_AFTER));
    assertThat(await(keys.verificationKey(kid))).isPresent();
    assertThat(await(keys.current(ES256)).kid()).isEqualTo(kid);
    assertThat(await(keys.published())).hasSize(1);
  }

  @Test
  void exchangeKey_hasAPublicationOfItsOwn_andVerifiesNothingAtOurDoors() throws SQLException {
    SigningKeys keys = replica();
    String assistants = await(keys.current(ES256)).kid();
    String exchange = await(keys.currentForExchange()).kid();

    assertThat(await(keys.published())).extracting(jwk -> jwk.get("kid")).containsOnly(assistants);
    assertThat(await(keys.publishedForExchange()))
        .extracting(jwk -> jwk.get("kid"))
        .containsOnly(exchange);
    assertThat(await(keys.verificationKey(exchange))).isEmpty();
    assertThat(await(keys.verificationKey(assistants))).isPresent();
  }

  @Test
  void key_givenAnotherPurposeInTheTable_isNotTrusted() throws SQLException {
    SigningKeys keys = replica();
    String kid = await(keys.current(ES256)).kid();
    sql("update signing_key set purpose = 'exchanged-tokens'");

    for (SigningKeys replica : List.of(keys, replica())) {
      now.updateAndGet(time -> time.plus(SigningKeys.LOOK_AGAIN_AFTER));
      assertThat(await(replica.verificationKey(kid))).isEmpty();
      assertThat(await(replica.publishedForExchange()))
          .extracting(jwk -> jwk.get("kid"))
          .doesNotContain(kid);
    }
  }

  @Test
  void exchangeKey_isRotatedDaily_andPublishedOnlyAsLongAsItsTokensLive() throws SQLException {
    SigningKeys keys = replica();
    String assistants = await(keys.current(ES256)).kid();
    String old = await(keys.currentForExchange()).kid();
    SigningKeyRotation rotation = rotation(keys);

    daysPass(1);
    await(rotation.rotateIfDue());
    String next =
        query(
            "select kid from signing_key where purpose = 'exchanged-tokens' and kid <> '%s'"
                .formatted(old));
    assertThat(next).isNotNull();
    assertThat(await(keys.currentForExchange()).kid()).isEqualTo(old);

    minutesPass(60);
    await(rotation.rotateIfDue());
    assertThat(await(keys.currentForExchange()).kid()).isEqualTo(next);
    assertThat(await(keys.publishedForExchange())).hasSize(2);

    minutesPass(3);
    await(rotation.rotateIfDue());
    assertThat(await(keys.publishedForExchange()))
        .extracting(jwk -> jwk.get("kid"))
        .containsOnly(next);
    assertThat(await(keys.current(ES256)).kid()).isEqualTo(assistants);
  }

  private static void minutesPass(int minutes) throws SQLException {
    sql(
        "update signing_key set created_at = created_at - interval '%1$d minutes', signs_from = signs_from - interval '%1$d minutes'"
            .formatted(minutes));
  }

  private SigningKeys replica() {
    InstantSource source = now::get;
    return new SigningKeys(ring, EnumSet.of(ES256), source.withZone(ZoneOffset.UTC));
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
