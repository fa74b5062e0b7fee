package dev.hushkey.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.hushkey.cli.CliRun;
import dev.hushkey.seal.EndedKeyVersion;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.Sealer;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.RevocationRelay;
import dev.hushkey.testing.SealedLink;
import dev.hushkey.testing.SecurityEventReceiver;
import io.quarkus.test.common.QuarkusTestResource;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A revocation that has tokens revoked by their assistant and the versions of their key destroyed:
 * each token has to be opened once more before nothing can open it.
 */
@OnStack
@QuarkusTestResource(value = RevocationRelay.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = SecurityEventReceiver.class, restrictToAnnotatedClass = true)
class ShredAfterErrandsIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path home;
  @Inject Sealer sealer;

  RevocationRelay relay;

  private final LocalStack stack = TestStack.current();
  private CliRun cli;

  @BeforeEach
  void logIn() throws IOException {
    nothingIsLeftToDo();
    cli = CliRun.in(home).server(stack.hushkeyConfig().get("hushkey.issuer"));
    cli.piping(stack.keycloak().clientSecret("hushkey-admin"))
        .run("login", "--client-id", "hushkey-admin", "--client-secret-file", "-");
    Files.writeString(home.resolve("shred-token"), stack.openBao().shredToken());
    // the newer version is to be a minute old
    cli.clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2)));
  }

  @AfterEach
  void nothingIsLeftToDo() {
    relay.reset();
    Database.update("delete from errand");
    Database.update("update revocation set finished_at = clock_timestamp()");
    Database.update("delete from cut_off");
  }

  private CliRun.Result revoke(String revocation) {
    return cli.run(
        "revoke",
        "--assistant=alexa",
        "--all",
        "--shred",
        "--reason=test",
        "--yes",
        "--id=" + revocation,
        "--vault-address=" + stack.openBao().address(),
        "--vault-token-file=" + home.resolve("shred-token"),
        "--wait-limit=60");
  }

  private void open(SealedText copy, SealedLink link) {
    sealer.open(copy, SealBinding.ofLink(link.ref())).await().atMost(SOON);
  }

  @Test
  void key_isDestroyed_onlyWhenTheAssistantHasRevokedTheTokens() {
    SealedLink link = SealedLink.expired(sealer);
    SealedText copy = new SealedText(link.stored("sealed"));
    relay.answer(200, "", Map.of());
    Database.update(
        """
        insert into upstream_pause (place, until, spread, why)
        values ('alexa/revocation', clock_timestamp() + interval '1 minute', interval '1 s', 'a test')
        """);
    String revocation = UUID.randomUUID().toString();

    CompletableFuture<CliRun.Result> shredding =
        // not in the common pool, of one thread here: Groovy waits for it when it starts
        CompletableFuture.supplyAsync(() -> revoke(revocation), Thread.ofVirtual()::start);

    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(Database.text("select count(*) from errand where kind = 'REVOKE'"))
                    .isEqualTo("1"));
    assertThat(link.stored("sealed")).isNull();
    // The command has looked several times, and would have destroyed it by now.
    await()
        .during(Duration.ofSeconds(3))
        .atMost(SOON)
        .untilAsserted(
            () -> {
              open(copy, link);
              Api.admin()
                  .get("/v1/revocations/{id}", revocation)
                  .then()
                  .body("erasedAt", nullValue());
            });
    assertThat(relay.tokens()).isEmpty();
    Database.update("delete from upstream_pause");

    CliRun.Result result = shredding.join();

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("seen gone at");
    assertThat(relay.tokens()).containsExactly(link.refreshToken());
    Api.admin()
        .get("/v1/revocations/{id}", revocation)
        .then()
        .body("upstreamTokens.done", equalTo(1))
        .body("upstreamTokens.givenUp", equalTo(0));
    assertThatThrownBy(() -> open(copy, link)).isInstanceOf(EndedKeyVersion.class);
  }
}
