package dev.hushkey.seal.transit;

import static dev.hushkey.seal.transit.ScriptedVault.DECRYPT;
import static dev.hushkey.seal.transit.ScriptedVault.ENCRYPT;
import static dev.hushkey.seal.transit.ScriptedVault.JSON;
import static dev.hushkey.seal.transit.ScriptedVault.LOGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.link.LinkIds;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealEnvelope;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.TestSeal;
import dev.hushkey.seal.login.VaultSession;
import dev.hushkey.seal.transit.ScriptedVault.Answer;
import dev.hushkey.seal.transit.ScriptedVault.Asked;
import dev.hushkey.seal.transit.ScriptedVault.Script;
import dev.hushkey.secret.SecretText;
import dev.hushkey.testing.CapturedLog;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Vault, or something between it and us, can do wrong to a batch. In each case the callers of
 * the batch are told "not now" or there is an alarm, nobody gets what is another's, and the next
 * batch is well again.
 */
class BatchFaultTest {

  private static final int CALLERS = 5;

  @TempDir Path files;
  private final ScriptedVault vault = new ScriptedVault();
  private final AtomicInteger logins = new AtomicInteger();
  private final List<SealBinding> owners =
      IntStream.range(0, CALLERS)
          .mapToObj(i -> TestSeal.link("alexa", LinkIds.create(), "user-" + i))
          .toList();
  private TestSeal seal;

  @BeforeEach
  void start() throws IOException {
    Files.writeString(files.resolve("role-id"), "role");
    Files.writeString(files.resolve("secret-id"), "good");
    vault
        .on(LOGIN, _ -> Answer.login("token-" + logins.incrementAndGet(), 1200))
        .on(DECRYPT, healthy());
    seal = new TestSeal(settings());
  }

  @AfterEach
  void stop() {
    seal.close();
    vault.close();
  }

  @Test
  void open_severalAtOnce_shareACallAndEachGetsItsOwn() {
    assertThat(openTogether(healthy())).isEqualTo(everybodysOwn());
    assertThat(vault.batches(DECRYPT)).containsExactly(1, CALLERS);
  }

  @Test
  void open_answersReordered_eachGetsItsOwn() {
    Script reordered =
        changed(
            results -> {
              ArrayNode reversed = JSON.createArrayNode();
              results.forEach(result -> reversed.insert(0, result));
              return reversed;
            });

    assertThat(openTogether(reordered)).isEqualTo(everybodysOwn());
  }

  @Test
  void open_plainTextsSwappedUnderTheirReferences_areAlarmsAndNobodyGetsAnothers() {
    Script swapped =
        changed(
            results -> {
              JsonNode first = results.get(0).get("plaintext");
              ((ObjectNode) results.get(0)).set("plaintext", results.get(1).get("plaintext"));
              ((ObjectNode) results.get(1)).set("plaintext", first);
              return results;
            });

    List<Object> outcomes = openTogether(swapped);

    assertThat(outcomes.subList(0, 2))
        .containsExactly(brokenOf(owners.get(0)), brokenOf(owners.get(1)));
    assertThat(outcomes.subList(2, CALLERS)).isEqualTo(everybodysOwn().subList(2, CALLERS));
  }

  @Test
  void open_answerOfAnotherCall_isUnavailableForAll() {
    assertAllUnavailableAndHeals(
        changed(
            results -> {
              results.forEach(
                  result -> ((ObjectNode) result).put("reference", "other-" + reference(result)));
              return results;
            }));
  }

  @Test
  void open_oneResultTooFew_isUnavailableForAll() {
    assertAllUnavailableAndHeals(
        changed(
            results -> {
              results.remove(2);
              return results;
            }));
  }

  @Test
  void open_oneResultTwice_isUnavailableForAll() {
    assertAllUnavailableAndHeals(
        changed(
            results -> {
              results.set(2, results.get(1));
              return results;
            }));
  }

  @Test
  void open_resultWithoutPlainText_failsAlone() {
    Script oneEmpty =
        changed(
            results -> {
              ((ObjectNode) results.get(3)).remove("plaintext");
              return results;
            });

    assertOnlyFails(3, openTogether(oneEmpty), Failure.Unavailable.class);
  }

  @Test
  void open_answerCutOff_isUnavailableForAll() {
    assertAllUnavailableAndHeals(
        request -> {
          String whole = healthy().answer(request).body();
          return new Answer(200, whole.substring(0, whole.length() * 2 / 3));
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {307, 400, 403, 404, 412, 413, 429, 473, 500, 502, 503})
  void open_batchAnswersThisStatus_isUnavailableForAll(int status) {
    assertAllUnavailableAndHeals(_ -> new Answer(status, "{\"errors\":[\"no\"]}"));
  }

  @Test
  void open_batchRefusedInTheWordsForACiphertext_blamesNobody() {
    assertAllUnavailableAndHeals(
        _ -> new Answer(400, "{\"errors\":[\"cipher: message authentication failed\"]}"));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 400})
  void open_oneCiphertextRefused_failsAlone(int status) {
    Script oneRefused = failing(2, "cipher: message authentication failed");

    List<Object> outcomes =
        openTogether(request -> new Answer(status, oneRefused.answer(request).body()));

    assertOnlyFails(2, outcomes, Failure.SealBroken.class);
  }

  @Test
  void open_oneVersionDisallowed_isUnavailableAloneAndOnce() {
    try (CapturedLog log = CapturedLog.start()) {
      List<Object> outcomes =
          openTogether(
              failing(1, "ciphertext or signature version is disallowed by policy (too old)"));

      assertOnlyFails(1, outcomes, Failure.Unavailable.class);
      assertThat(refusalsIn(log))
          .singleElement()
          .asString()
          .contains("refuses to decrypt 1 items", "hushkey-alexa", "version or type");
    }
  }

  @Test
  void open_tokenExpiredBeforeTheBatch_logsInOnceAndSendsItAgain() {
    Script expired =
        request -> request.token().equals("token-1") ? Answer.FORBIDDEN : healthy().answer(request);

    assertThat(openTogether(expired)).isEqualTo(everybodysOwn());
    assertThat(logins).hasValue(2);
    assertThat(vault.batches(DECRYPT)).containsExactly(1, CALLERS, CALLERS);
  }

  @Test
  void open_keyMissing_isOneAlarmForTheBatch() {
    try (CapturedLog log = CapturedLog.start()) {
      assertAllUnavailableAndHeals(
          _ -> new Answer(400, "{\"errors\":[\"encryption key not found\"]}"));

      assertThat(refusalsIn(log)).singleElement().asString().contains("key does not exist");
    }
  }

  @Test
  void open_noAnswerToTheBatch_isUnavailableInTimeAndHeals() {
    assertAllUnavailableAndHeals(_ -> Answer.SILENCE);
  }

  @Test
  void open_connectionBreaks_isAskedOnceMore() {
    AtomicInteger asked = new AtomicInteger();
    Script breaking =
        request -> asked.getAndIncrement() == 0 ? Answer.HANG_UP : healthy().answer(request);

    assertThat(openTogether(breaking)).isEqualTo(everybodysOwn());
    assertThat(vault.batches(DECRYPT)).containsExactly(1, CALLERS, CALLERS);
  }

  @Test
  void open_connectionBreaksEachTime_isUnavailableForAll() {
    assertAllUnavailableAndHeals(_ -> Answer.HANG_UP);
  }

  @Test
  void open_slowAnswer_isGivenWhenItComes() {
    Script slow =
        request -> {
          soon().pollDelay(Duration.ofMillis(300)).until(() -> true);
          return healthy().answer(request);
        };

    assertThat(openTogether(slow)).isEqualTo(everybodysOwn());
  }

  @Test
  void open_otherKeyHangs_isNotHeldUp() {
    vault.on("/v1/transit/decrypt/hushkey-google", Answer.SILENCE);
    IntStream.range(0, 300)
        .forEach(_ -> subscribe(TestSeal.link("google", LinkIds.create(), "somebody")));

    assertThat(TestSeal.await(seal.sealer.open(sealed(owners.getFirst()), owners.getFirst())))
        .isEqualTo(secretOf(owners.getFirst()));
  }

  @Test
  void open_monstrousRow_isBrokenWithoutSpoilingABatch() {
    SealedText monster = new SealedText("vault:v1:" + "A".repeat(TransitItem.MAX_LENGTH));

    assertThat(TestSeal.failureOf(seal.sealer.open(monster, owners.getFirst())))
        .isInstanceOf(Failure.SealBroken.class);
    assertThat(vault.count(DECRYPT)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "vault:v1:", "ault:v1:c", "vault:v0:c"})
  void seal_answerThatIsNoCiphertext_isUnavailableAndIsNotStored(String ciphertext) {
    vault.on(ENCRYPT, ScriptedVault.batchOf("ciphertext", ciphertext));

    assertUnavailable(TestSeal.failureOf(seal.sealer.seal(SecretText.of("s"), owners.getFirst())));
  }

  private void assertAllUnavailableAndHeals(Script fault) {
    assertThat(openTogether(fault)).hasSize(CALLERS).allSatisfy(BatchFaultTest::assertUnavailable);

    seal.clock.move(VaultSession.BELIEVE_REFUSAL);
    assertThat(openTogether(healthy())).isEqualTo(everybodysOwn());
  }

  private void assertOnlyFails(int index, List<Object> outcomes, Class<? extends Failure> with) {
    List<Object> others = new ArrayList<>(everybodysOwn());
    others.remove(index);
    assertThat(outcomes.get(index)).isInstanceOf(with);
    outcomes.remove(index);
    assertThat(outcomes).isEqualTo(others);
  }

  private static List<String> refusalsIn(CapturedLog log) {
    return log.text().lines().filter(line -> line.startsWith("Vault refuses")).toList();
  }

  private static void assertUnavailable(Object outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Failure.Unavailable.class,
            failure -> assertThat(failure.dependency()).isEqualTo(Dependency.VAULT));
  }

  /** All owners open in one batch, which is answered by this; secrets, or failures. */
  private List<Object> openTogether(Script script) {
    CountDownLatch gathered = new CountDownLatch(1);
    long before = vault.count(DECRYPT);
    vault.on(
        DECRYPT,
        request -> {
          awaitQuietly(gathered);
          return healthy().answer(request);
        });
    var first = subscribe(owners.getFirst());
    soon().until(() -> vault.count(DECRYPT) == before + 1);
    List<UniAssertSubscriber<SecretText>> all = owners.stream().map(this::subscribe).toList();
    vault.on(DECRYPT, script);
    gathered.countDown();
    first.awaitItem();
    return new ArrayList<>(all.stream().map(BatchFaultTest::outcomeOf).toList());
  }

  private UniAssertSubscriber<SecretText> subscribe(SealBinding owner) {
    return seal.sealer
        .open(sealed(owner), owner)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private static Object outcomeOf(UniAssertSubscriber<SecretText> opened) {
    soon().until(() -> opened.getItem() != null || opened.getFailure() != null);
    return opened.getFailure() == null
        ? opened.getItem()
        : ((FailureException) opened.getFailure()).failure();
  }

  private List<Object> everybodysOwn() {
    return owners.stream().<Object>map(BatchFaultTest::secretOf).toList();
  }

  private static SecretText secretOf(SealBinding owner) {
    return SecretText.of("secret of " + owner.identity().get("user"));
  }

  /** Here a ciphertext is its plain text under a head. */
  private static SealedText sealed(SealBinding owner) {
    byte[] envelope = SealEnvelope.pack(secretOf(owner), owner);
    return new SealedText("vault:v1:" + Base64.getEncoder().encodeToString(envelope));
  }

  private static Script healthy() {
    return ScriptedVault.batch(
        item ->
            JSON.createObjectNode()
                .put("plaintext", item.get("ciphertext").asText().substring("vault:v1:".length())));
  }

  private static Script changed(UnaryOperator<ArrayNode> change) {
    return request -> Answer.results(change.apply(resultsOf(request)));
  }

  private static Script failing(int index, String reason) {
    return changed(
        results -> {
          ((ObjectNode) results.get(index)).put("plaintext", "").put("error", reason);
          return results;
        });
  }

  private static ArrayNode resultsOf(Asked request) {
    try {
      return (ArrayNode) JSON.readTree(healthy().answer(request).body()).at("/data/batch_results");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String reference(JsonNode result) {
    return result.get("reference").asText();
  }

  private static Failure brokenOf(SealBinding owner) {
    return new Failure.SealBroken(((SealBinding.OfLink) owner).link().link());
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    settings.put("hushkey.vault.address", vault.address());
    settings.put("hushkey.vault.app-role.role-id-file", files.resolve("role-id").toString());
    settings.put("hushkey.vault.app-role.secret-id-file", files.resolve("secret-id").toString());
    settings.put("hushkey.vault.connect-timeout", "PT1S");
    settings.put("hushkey.vault.request-timeout", "PT1S");
    settings.put("hushkey.vault.batching.max-concurrent-calls", "1");
    return settings;
  }

  private static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(2));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
