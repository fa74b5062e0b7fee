package dev.hushkey.oauth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.keys.SigningKeys.SigningKey;
import dev.hushkey.seal.Sealer;
import dev.hushkey.testing.stack.LocalStack;
import dev.hushkey.testing.stack.OpenBaoServer;
import dev.hushkey.testing.stack.StackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(StackResource.class)
class SigningKeysIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Inject SigningKeyStore store;
  @Inject Sealer sealer;
  @Inject Mutiny.SessionFactory sessions;

  private final OpenBaoServer bao = LocalStack.current().openBao();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  @BeforeEach
  void noKeys() throws SQLException {
    sql("delete from signing_key");
  }

  @AfterEach
  void healthyVault() {
    bao.start();
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
  void current_newestKeyRetired_makesANewOneAndStillVerifiesTheOld() throws SQLException {
    String old = await(replica().current()).kid();
    sql("update signing_key set retired_at = clock_timestamp()");

    SigningKeys keys = replica();

    assertThat(await(keys.current()).kid()).isNotEqualTo(old);
    assertThat(await(keys.verificationKey(old))).isPresent();
    assertThat(await(keys.published())).hasSize(2);
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
    String made = await(replica().current()).kid();

    assertThat(await(keys.verificationKey("made-up-2"))).isEmpty();
    assertThat(await(keys.verificationKey(made))).isEmpty();

    now.updateAndGet(time -> time.plus(SigningKeys.LOOK_AGAIN_AFTER));
    assertThat(await(keys.verificationKey(made))).isPresent();
  }

  @Test
  void verificationKey_rowWrittenWithoutVault_isNotTrusted() throws SQLException {
    await(replica().current());
    PublicJwk planted = PublicJwk.of((ECPublicKey) EcKeys.generate().getPublic());
    sql(
        "insert into signing_key select '%s', algorithm, '%s', sealed_private, created_at, now()"
                .formatted(planted.kid(), planted.json())
            + " from signing_key");

    SigningKeys keys = replica();

    assertThat(await(keys.verificationKey(planted.kid()))).isEmpty();
    assertThat(await(keys.published())).hasSize(1);
  }

  @Test
  void verificationKey_publicKeyReplaced_isNotTrusted() throws SQLException {
    String kid = await(replica().current()).kid();
    PublicJwk planted = PublicJwk.of((ECPublicKey) EcKeys.generate().getPublic());
    sql("update signing_key set public_jwk = '%s'".formatted(planted.json()));

    assertThat(await(replica().verificationKey(kid))).isEmpty();
  }

  @Test
  void table_afterAKeyWasMade_holdsNoPrivateKey() throws Exception {
    ECPrivateKey key = (ECPrivateKey) await(replica().current()).privateKey();

    String row = query("select row_to_json(signing_key) from signing_key");

    assertThat(row).contains("vault:v1:").contains("P-256");
    assertThat(row)
        .doesNotContain(Base64.getEncoder().encodeToString(key.getEncoded()))
        .doesNotContain(EcKeys.coordinate(key.getS()))
        .doesNotContain(key.getS().toString(16));
  }

  private SigningKeys replica() {
    InstantSource source = now::get;
    return new SigningKeys(store, sealer, source.withZone(ZoneOffset.UTC));
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(PATIENCE);
  }

  private static String database() {
    return LocalStack.current().testDatabase().orElseThrow();
  }

  private static void sql(String statement) throws SQLException {
    try (Connection connection = LocalStack.current().postgres().connect(database());
        var statements = connection.createStatement()) {
      statements.execute(statement);
    }
  }

  private static int count() throws SQLException {
    return Integer.parseInt(query("select count(*) from signing_key"));
  }

  private static String query(String select) throws SQLException {
    try (Connection connection = LocalStack.current().postgres().connect(database());
        var statements = connection.createStatement();
        ResultSet result = statements.executeQuery(select)) {
      result.next();
      return result.getString(1);
    }
  }
}
