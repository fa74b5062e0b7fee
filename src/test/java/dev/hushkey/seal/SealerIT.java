package dev.hushkey.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.identity.LinkId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.seal.transit.Transit;
import dev.hushkey.seal.transit.TransitBatch;
import dev.hushkey.seal.transit.TransitItem;
import dev.hushkey.seal.transit.TransitOperation;
import dev.hushkey.seal.transit.TransitOutcome;
import dev.hushkey.seal.vault.VaultFault;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.openbao.OpenBaoServer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

public class SealerIT {

  private static final LinkId LINK = LinkIds.create();
  private static final SealBinding ALICE = TestSeal.link("alexa", LINK, "alice");
  private static final SecretText TOKEN = SecretText.of("Atza|the-token-of-alice");
  private static final Pattern SERVICE_TOKEN = Pattern.compile("\\bs\\.[A-Za-z0-9]{24}|hvs\\.");

  private final OpenBaoServer bao = TestStack.current().openBao();
  private final TestSeal seal = new TestSeal(TestStack.current().hushkeyConfig());

  @BeforeEach
  @AfterEach
  void healthyVault() {
    bao.start();
  }

  @AfterEach
  void close() {
    seal.close();
  }

  @Test
  void open_sealedForTheSameLink_givesTheToken() {
    assertThat(TestSeal.await(seal.sealer.open(sealed(TOKEN, ALICE), ALICE))).isEqualTo(TOKEN);
  }

  @ParameterizedTest
  @CsvSource({"alexa, false, bob", "alexa, true, alice", "signing, false, alice"})
  void open_sealedForSomebodyElse_isSealBroken(String assistant, boolean otherLink, String user) {
    LinkId link = otherLink ? LinkIds.create() : LINK;
    SealBinding asked = TestSeal.link(assistant, link, user);

    SealedText others = inCurrentVersion(sealed(TOKEN, ALICE).ciphertext(), asked);

    assertThat(TestSeal.failureOf(seal.sealer.open(others, asked)))
        .isEqualTo(new Failure.SealBroken(link));
  }

  /**
   * A ciphertext that claims to be of the version that its key has now: one of another version says
   * nothing about its owner. Other tests rotate and end versions of the same keys.
   */
  private SealedText inCurrentVersion(String ciphertext, SealBinding owner) {
    String now = sealed(TOKEN, owner).ciphertext();
    String version = now.substring(0, now.lastIndexOf(':') + 1);
    return new SealedText(ciphertext.replaceFirst("^vault:v\\d+:", version));
  }

  @Test
  void open_ciphertextsOfTwoLinksSwapped_neitherOpens() {
    SealBinding bob = TestSeal.link("alexa", LinkIds.create(), "bob");
    SealedText ofAlice = sealed(TOKEN, ALICE);
    SealedText ofBob = sealed(SecretText.of("Atza|the-token-of-bob"), bob);

    assertThat(TestSeal.failureOf(seal.sealer.open(ofBob, ALICE)))
        .isInstanceOf(Failure.SealBroken.class);
    assertThat(TestSeal.failureOf(seal.sealer.open(ofAlice, bob)))
        .isInstanceOf(Failure.SealBroken.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"garbage", "vault:v1:AAAA", "vault:v1:!!!", "vault:v1:"})
  void open_notACiphertext_isSealBroken(String text) {
    assertThat(TestSeal.failureOf(seal.sealer.open(inCurrentVersion(text, ALICE), ALICE)))
        .isEqualTo(new Failure.SealBroken(LINK));
  }

  @Test
  void open_ciphertextOfAVersionThatVaultDoesNotKnow_isUnavailable() {
    SealedText fromTheFuture =
        new SealedText(
            sealed(TOKEN, ALICE).ciphertext().replaceFirst("vault:v\\d+:", "vault:v999:"));

    assertUnavailable(seal.sealer.open(fromTheFuture, ALICE));
  }

  @Test
  void seal_twice_givesTwoCiphertexts() {
    assertThat(sealed(TOKEN, ALICE)).isNotEqualTo(sealed(TOKEN, ALICE));
  }

  @Test
  void seal_assistantWithoutKey_isUnavailable() {
    assertUnavailable(seal.sealer.seal(TOKEN, TestSeal.link("nobody", LINK, "alice")));
  }

  @Test
  void open_vaultSealed_isUnavailableAndHeals() {
    SealedText sealed = sealed(TOKEN, ALICE);

    bao.seal();
    assertUnavailable(seal.sealer.open(sealed, ALICE));
    await().untilAsserted(() -> assertThat(ready()).isEqualTo("DOWN sealed"));

    bao.unseal();
    assertThat(TestSeal.await(seal.sealer.open(sealed, ALICE))).isEqualTo(TOKEN);
    await().untilAsserted(() -> assertThat(ready()).isEqualTo("UP ready"));
  }

  @Test
  void open_vaultKilled_isUnavailableAndHeals() {
    SealedText sealed = sealed(TOKEN, ALICE);

    bao.kill();
    assertUnavailable(seal.sealer.open(sealed, ALICE));
    await().untilAsserted(() -> assertThat(ready()).startsWith("DOWN no answer"));

    bao.start();
    assertThat(TestSeal.await(seal.sealer.open(sealed, ALICE))).isEqualTo(TOKEN);
  }

  @Test
  void renewWhenDue_realVault_keepsWorking() throws VaultFault {
    seal.session.ensureLoggedIn();
    seal.clock.move(Duration.ofMinutes(15));

    seal.session.renewWhenDue();

    assertThat(TestSeal.await(seal.sealer.open(sealed(TOKEN, ALICE), ALICE))).isEqualTo(TOKEN);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, transit/keys/hushkey-alexa",
    "GET, transit/export/encryption-key/hushkey-alexa",
    "GET, transit/backup/hushkey-alexa",
    "POST, transit/keys/hushkey-alexa/rotate",
    "POST, transit/keys/hushkey-alexa/config",
    "POST, transit/rewrap/hushkey-alexa",
    "POST, transit/datakey/plaintext/hushkey-alexa",
    "POST, transit/encrypt/hushkey-new",
    "POST, auth/approle/role/hushkey-serve/secret-id",
    "GET, sys/policies/acl/hushkey-serve",
    "POST, auth/token/create"
  })
  void policy_ofTheService_doesNotAllow(String method, String path) throws Exception {
    assertThat(status(bao.serveToken(), method, path, "{}")).isEqualTo(403);
  }

  @Test
  void seal_onAVertxContext_answersOnIt() {
    Vertx vertx = Vertx.vertx();
    try {
      Context context = vertx.getOrCreateContext();
      CompletableFuture<Context> seen = new CompletableFuture<>();
      context.runOnContext(
          _ ->
              seal.sealer
                  .seal(TOKEN, ALICE)
                  .subscribe()
                  .with(_ -> seen.complete(Vertx.currentContext()), seen::completeExceptionally));

      assertThat(seen.join()).isSameAs(context);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void logs_atTheFinestLevel_holdNoSecret() throws IOException {
    String secretId = Files.readString(bao.secretIdFile()).strip();
    List<String> lines = new CopyOnWriteArrayList<>();
    try (TestSeal fresh = new TestSeal(TestStack.current().hushkeyConfig());
        CapturedLogs _ = new CapturedLogs(lines)) {
      SealedText text = TestSeal.await(fresh.sealer.seal(TOKEN, ALICE));
      TestSeal.await(fresh.sealer.open(text, ALICE));
      bao.seal();
      assertUnavailable(fresh.sealer.open(text, ALICE));
      Logger.getLogger("control").finest("planted " + TOKEN.reveal());
    }

    assertThat(lines).filteredOn(line -> line.contains(TOKEN.reveal())).hasSize(1);
    assertThat(lines).noneMatch(line -> line.contains(secretId));
    // The form of a service token of OpenBao and of Vault.
    assertThat(lines).noneMatch(line -> SERVICE_TOKEN.matcher(line).find());
    assertThat(lines).noneMatch(line -> line.contains("QXR6YX")); // "Atza|" in base64
  }

  @Test
  void open_hundredsAtOnce_eachGetsItsOwn() {
    List<SealBinding> owners =
        IntStream.range(0, 300)
            .mapToObj(i -> TestSeal.link("alexa", LinkIds.create(), "user-" + i))
            .toList();
    List<Uni<SecretText>> opened =
        owners.stream().map(owner -> roundTrip(secretOf(owner), owner)).toList();

    List<?> answers = TestSeal.await(Uni.join().all(opened).usingConcurrencyOf(64).andFailFast());

    assertThat(answers).isEqualTo(owners.stream().map(SealerIT::secretOf).toList());
  }

  @Test
  void send_badItemsAmongGoodOnes_onlyTheyFail() throws VaultFault {
    String good = sealed(TOKEN, ALICE).ciphertext();
    String tooNew = good.replaceFirst("vault:v\\d+:", "vault:v999:");

    assertThat(decrypted(good, "garbage", sealedForBob(), tooNew, good))
        .containsExactly(
            "done", "CIPHERTEXT_REFUSED", "CIPHERTEXT_REFUSED", "REQUEST_REFUSED", "done");
    assertThat(decrypted("garbage", "")).containsOnly("CIPHERTEXT_REFUSED", "REQUEST_REFUSED");
  }

  @Test
  void send_asManyItemsAsACallTakes_areAllDecrypted() throws VaultFault {
    String[] full = new String[TransitBatch.MAX_ITEMS];
    Arrays.fill(full, sealed(TOKEN, ALICE).ciphertext());

    assertThat(decrypted(full)).hasSize(TransitBatch.MAX_ITEMS).containsOnly("done");
  }

  private List<String> decrypted(String... ciphertexts) throws VaultFault {
    List<TransitItem> items =
        Arrays.stream(ciphertexts)
            .map(text -> new TransitItem(text, Base64.getEncoder().encodeToString(ALICE.context())))
            .toList();
    return new Transit(seal.session, seal.config)
        .send(TransitOperation.DECRYPT, ALICE.transitKey(), items).stream()
            .map(SealerIT::nameOf)
            .toList();
  }

  private static String nameOf(TransitOutcome outcome) {
    return switch (outcome) {
      case TransitOutcome.Done _ -> "done";
      case TransitOutcome.Failed(VaultFault fault) -> fault.kind().name();
    };
  }

  private String sealedForBob() {
    return sealed(TOKEN, TestSeal.link("alexa", LINK, "bob")).ciphertext();
  }

  private Uni<SecretText> roundTrip(SecretText secret, SealBinding owner) {
    return seal.sealer.seal(secret, owner).chain(text -> seal.sealer.open(text, owner));
  }

  private static SecretText secretOf(SealBinding owner) {
    return SecretText.of("secret of " + owner.identity());
  }

  private SealedText sealed(SecretText secret, SealBinding owner) {
    return TestSeal.await(seal.sealer.seal(secret, owner));
  }

  private String ready() {
    HealthCheckResponse answer = TestSeal.await(seal.health.call());
    return answer.getStatus() + " " + answer.getData().orElseThrow().get("state");
  }

  private int status(String token, String method, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(bao.address() + "/v1/" + path))
            .header("X-Vault-Token", token)
            .method(method, HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : body))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  /** Everything that anybody logs, whatever the levels say. */
  private static final class CapturedLogs extends Handler implements AutoCloseable {
    private final List<String> lines;
    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();

    CapturedLogs(List<String> lines) {
      this.lines = lines;
      setLevel(Level.ALL);
      root.setLevel(Level.ALL);
      root.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
      StringWriter text = new StringWriter();
      text.append(line.getMessage()).append(Arrays.toString(line.getParameters()));
      if (line.getThrown() != null) {
        line.getThrown().printStackTrace(new PrintWriter(text));
      }
      lines.add(text.toString());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      root.removeHandler(this);
      root.setLevel(before);
    }
  }

  private static void assertUnavailable(Uni<?> uni) {
    assertThat(TestSeal.failureOf(uni))
        .isInstanceOfSatisfying(
            Failure.Unavailable.class,
            failure -> assertThat(failure.dependency()).isEqualTo(Dependency.VAULT));
  }
}
