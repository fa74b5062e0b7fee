package dev.hushkey.seal.login;

import static dev.hushkey.seal.transit.ScriptedVault.DECRYPT;
import static dev.hushkey.seal.transit.ScriptedVault.ENCRYPT;
import static dev.hushkey.seal.transit.ScriptedVault.LOGIN;
import static dev.hushkey.seal.transit.ScriptedVault.RENEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.identity.LinkId;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealEnvelope;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.TestSeal;
import dev.hushkey.seal.transit.ScriptedVault;
import dev.hushkey.seal.transit.ScriptedVault.Answer;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.secret.SecretText;
import dev.hushkey.testing.CapturedLog;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultSessionTest {

  private static final SealBinding ALICE = TestSeal.aliceLink();
  private static final SecretText SECRET = SecretText.of("s");
  private static final ScriptedVault.Script SEALED =
      ScriptedVault.batchOf("ciphertext", "vault:v1:c");
  private static final long LEASE = 1200;

  @TempDir Path files;
  private final ScriptedVault vault = new ScriptedVault();
  private final AtomicInteger logins = new AtomicInteger();
  private TestSeal seal;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(files.resolve("role-id"), "role\n");
    Files.writeString(files.resolve("secret-id"), "good\n");
    vault.on(LOGIN, this::logIn).on(ENCRYPT, SEALED);
    seal = new TestSeal(settings());
  }

  @AfterEach
  void stop() {
    seal.close();
    vault.close();
  }

  @Test
  void ask_manyAtOnceWithoutToken_logInOnce() {
    var arrived = new CountDownLatch(1);
    vault.on(
        LOGIN,
        request -> {
          awaitQuietly(arrived);
          return logIn(request);
        });

    List<Uni<SealedText>> calls =
        IntStream.range(0, 50)
            .mapToObj(_ -> seal.sealer.seal(SECRET, ALICE).memoize().indefinitely())
            .toList();
    calls.forEach(call -> call.subscribe().with(_ -> {}, _ -> {}));
    arrived.countDown();

    calls.forEach(call -> assertThat(TestSeal.await(call).ciphertext()).isEqualTo("vault:v1:c"));
    assertThat(logins).hasValue(1);
  }

  @Test
  void ask_tokenNoLongerAccepted_logsInAnewAndRepeatsOnce() {
    vault.on(
        ENCRYPT,
        request -> request.token().equals("token-1") ? Answer.FORBIDDEN : SEALED.answer(request));

    TestSeal.await(seal.sealer.seal(SECRET, ALICE));

    assertThat(logins).hasValue(2);
    assertThat(vault.count(ENCRYPT)).isEqualTo(2);
  }

  @Test
  void ask_freshTokenRefusedToo_isUnavailableAndDoesNotLogInForEachCall() {
    vault.on(ENCRYPT, Answer.FORBIDDEN);

    assertUnavailable(seal.sealer.seal(SECRET, ALICE));
    assertUnavailable(seal.sealer.seal(SECRET, ALICE));
    assertThat(logins).hasValue(2);

    seal.clock.move(VaultSession.BELIEVE_REFUSAL);
    assertUnavailable(seal.sealer.seal(SECRET, ALICE));
    assertThat(logins).hasValue(3);
  }

  @Test
  void ask_tokenAndCredentialsRefused_blamesTheCredentialsEachTime() throws IOException {
    TestSeal.await(seal.sealer.seal(SECRET, ALICE));
    Files.writeString(files.resolve("secret-id"), "destroyed");
    vault.on(ENCRYPT, Answer.FORBIDDEN);

    try (CapturedLog log = CapturedLog.start()) {
      assertUnavailable(seal.sealer.seal(SECRET, ALICE));
      assertUnavailable(seal.sealer.seal(SECRET, ALICE));

      assertThat(log.text()).contains("refused the credentials").doesNotContain("policy");
    }
    assertThat(vault.count(LOGIN)).isEqualTo(2);
  }

  @Test
  void ask_tokenNoLongerAcceptedForManyAtOnce_waitForTheOneNewLogIn() throws Exception {
    TestSeal.await(seal.sealer.seal(SECRET, ALICE));
    var refused = new CountDownLatch(2);
    vault.on(
        LOGIN,
        request -> {
          awaitQuietly(refused);
          return logIn(request);
        });
    VaultSession.Request<String> request =
        client -> {
          if (logins.get() == 1) {
            refused.countDown();
            throw new VaultFault(VaultFault.Kind.FORBIDDEN, "status 403");
          }
          return "done";
        };

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var one = threads.submit(() -> seal.session.ask(request));
      var other = threads.submit(() -> seal.session.ask(request));
      assertThat(List.of(one.get(), other.get())).containsOnly("done");
    }
    assertThat(logins).hasValue(2);
  }

  @Test
  void ask_leaseOver_logsInBeforehand() {
    TestSeal.await(seal.sealer.seal(SECRET, ALICE));

    seal.clock.move(Duration.ofSeconds(LEASE));
    TestSeal.await(seal.sealer.seal(SECRET, ALICE));

    assertThat(logins).hasValue(2);
    assertThat(vault.count(ENCRYPT)).isEqualTo(2);
  }

  @Test
  void logIn_secretIdReplaced_readsTheNewOneAfterAShortWhile() throws IOException {
    Files.writeString(files.resolve("secret-id"), "stale");
    assertUnavailable(seal.sealer.seal(SECRET, ALICE));

    Files.writeString(files.resolve("secret-id"), "good");
    assertUnavailable(seal.sealer.seal(SECRET, ALICE));
    assertThat(vault.count(LOGIN)).isEqualTo(1);

    seal.clock.move(VaultSession.BELIEVE_REFUSAL);
    TestSeal.await(seal.sealer.seal(SECRET, ALICE));
  }

  @Test
  void logIn_secretIdFileMissing_isUnavailableAndAsksNothing() throws IOException {
    Files.delete(files.resolve("secret-id"));

    assertUnavailable(seal.sealer.seal(SECRET, ALICE));
    assertThat(vault.count(LOGIN)).isZero();
  }

  @Test
  void logIn_failed_isTriedAnewByTheNextCall() {
    vault.on(LOGIN, new Answer(503, "{\"errors\":[\"Vault is sealed\"]}"));
    assertUnavailable(seal.sealer.seal(SECRET, ALICE));

    vault.on(LOGIN, this::logIn);
    TestSeal.await(seal.sealer.seal(SECRET, ALICE));
  }

  @Test
  void renewWhenDue_beforeTwoThirdsOfTheLease_doesNothing() throws VaultFault {
    seal.session.ensureLoggedIn();

    seal.clock.move(Duration.ofSeconds(LEASE * 2 / 3 - 1));
    seal.session.renewWhenDue();

    assertThat(vault.count(RENEW)).isZero();
  }

  @Test
  void renewWhenDue_fullLeaseGranted_keepsTheToken() throws VaultFault {
    vault.on(RENEW, Answer.login("token-1", LEASE));
    seal.session.ensureLoggedIn();

    seal.clock.move(Duration.ofSeconds(LEASE * 2 / 3));
    seal.session.renewWhenDue();
    seal.session.renewWhenDue();
    seal.clock.move(Duration.ofSeconds(LEASE * 2 / 3 - 1));
    TestSeal.await(seal.sealer.seal(SECRET, ALICE));

    assertThat(vault.count(RENEW)).isEqualTo(1);
    assertThat(logins).hasValue(1);
  }

  @Test
  void renewWhenDue_shorterLeaseGranted_logsInAnew() throws VaultFault {
    vault.on(RENEW, Answer.login("token-1", LEASE - 1));
    seal.session.ensureLoggedIn();

    seal.clock.move(Duration.ofSeconds(LEASE * 2 / 3));
    seal.session.renewWhenDue();

    assertThat(logins).hasValue(2);
  }

  @Test
  void renewWhenDue_tokenDead_logsInAnew() throws VaultFault {
    vault.on(RENEW, Answer.FORBIDDEN);
    seal.session.ensureLoggedIn();

    seal.clock.move(Duration.ofSeconds(LEASE * 2 / 3));
    seal.session.renewWhenDue();

    assertThat(logins).hasValue(2);
  }

  @Test
  void renewWhenDue_vaultAway_keepsTheTokenAndTriesAgain() throws VaultFault {
    vault.on(RENEW, new Answer(503, "{}"));
    seal.session.ensureLoggedIn();

    seal.clock.move(Duration.ofSeconds(LEASE * 2 / 3));
    seal.session.renewWhenDue();
    seal.session.renewWhenDue();

    assertThat(vault.count(RENEW)).isEqualTo(2);
    assertThat(logins).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 404, 412, 413, 429, 473, 500, 502, 503})
  void seal_vaultAnswersWithThisStatus_isUnavailable(int status) {
    vault.on(ENCRYPT, new Answer(status, "{\"errors\":[]}"));

    assertUnavailable(seal.sealer.seal(SECRET, ALICE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"data\":{\"ciphertext\":\"vault:v1", "{\"data\":{}}", "{}", "[]"})
  void seal_halfAnAnswer_isUnavailable(String body) {
    vault.on(ENCRYPT, new Answer(200, body));

    assertUnavailable(seal.sealer.seal(SECRET, ALICE));
  }

  @Test
  void seal_noAnswer_isUnavailableInTime() {
    vault.on(ENCRYPT, Answer.SILENCE);

    assertUnavailable(seal.sealer.seal(SECRET, ALICE));
  }

  @Test
  void seal_logInWithoutAnswer_isUnavailableAndHeals() {
    vault.on(LOGIN, Answer.SILENCE);
    assertUnavailable(seal.sealer.seal(SECRET, ALICE));

    vault.on(LOGIN, this::logIn);
    TestSeal.await(seal.sealer.seal(SECRET, ALICE));
  }

  @Test
  void seal_nobodyListens_isUnavailable() {
    vault.close();

    assertUnavailable(seal.sealer.seal(SECRET, ALICE));
  }

  @Test
  void open_answerOfAnotherRequest_isSealBroken() {
    byte[] bobs = SealEnvelope.pack(SECRET, TestSeal.link("alexa", linkOf(ALICE), "bob"));
    vault.on(DECRYPT, ScriptedVault.batchOf("plaintext", Base64.getEncoder().encodeToString(bobs)));

    assertThat(TestSeal.failureOf(seal.sealer.open(new SealedText("vault:v1:c"), ALICE)))
        .isEqualTo(new Failure.SealBroken(linkOf(ALICE)));
  }

  @Test
  void open_answerThatIsNotBase64_isUnavailable() {
    vault.on(DECRYPT, ScriptedVault.batchOf("plaintext", "%%%"));

    assertUnavailable(seal.sealer.open(new SealedText("vault:v1:c"), ALICE));
  }

  @Test
  void open_brokenSigningKey_blamesNoLink() {
    vault.on(
        "/v1/transit/decrypt/hushkey-signing",
        ScriptedVault.batchOf("error", "cipher: message authentication failed"));
    Uni<SecretText> opened =
        seal.sealer.open(new SealedText("vault:v1:c"), SealBinding.ofSigningKey("kid-1"));

    assertThatThrownBy(() -> TestSeal.await(opened))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the signing key kid-1 does not open");
  }

  @Test
  void operations_areCountedByOutcome() {
    TestSeal.await(seal.sealer.seal(SECRET, ALICE));
    vault.on(ENCRYPT, new Answer(503, "{}"));
    assertUnavailable(seal.sealer.seal(SECRET, ALICE));

    assertThat(timed("seal", "ok")).isEqualTo(1);
    assertThat(timed("seal", "unavailable")).isEqualTo(1);
  }

  private long timed(String operation, String outcome) {
    return seal.meters
        .get("hushkey.seal.operation")
        .tags("operation", operation, "outcome", outcome)
        .timer()
        .count();
  }

  private static void assertUnavailable(Uni<?> uni) {
    assertThat(TestSeal.failureOf(uni))
        .isInstanceOfSatisfying(
            Failure.Unavailable.class,
            failure -> assertThat(failure.dependency()).isEqualTo(Dependency.VAULT));
  }

  private static LinkId linkOf(SealBinding binding) {
    return ((SealBinding.OfLink) binding).link().link();
  }

  private Answer logIn(ScriptedVault.Asked request) {
    return request.body().contains("\"good\"")
        ? Answer.login("token-" + logins.incrementAndGet(), LEASE)
        : new Answer(400, "{\"errors\":[\"invalid role or secret ID\"]}");
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("hushkey.vault.address", vault.address());
    settings.put("hushkey.vault.app-role.role-id-file", files.resolve("role-id").toString());
    settings.put("hushkey.vault.app-role.secret-id-file", files.resolve("secret-id").toString());
    settings.put("hushkey.vault.connect-timeout", "PT1S");
    settings.put("hushkey.vault.request-timeout", "PT1S");
    return settings;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
