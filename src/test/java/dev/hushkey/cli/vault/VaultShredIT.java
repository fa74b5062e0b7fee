package dev.hushkey.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.CliRun;
import dev.hushkey.cli.provision.KeyVersions;
import dev.hushkey.cli.provision.OperatorVault;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.LinkIds;
import dev.hushkey.seal.EndedKeyVersion;
import dev.hushkey.seal.SealBinding;
import dev.hushkey.seal.SealedText;
import dev.hushkey.seal.Sealer;
import dev.hushkey.secret.SecretText;
import dev.hushkey.stack.LocalStack;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.testing.Database;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ends versions of keys from the command line, on a real server and a real OpenBao. */
@OnStack
class VaultShredIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Pattern TOOK = Pattern.compile("it took (\\d+) ms");

  @TempDir Path home;
  @Inject Sealer sealer;

  private final LocalStack stack = TestStack.current();
  private CliRun cli;
  private String vault;
  private String token;

  @BeforeEach
  void logIn() throws Exception {
    Database.update("update upstream_token set sealed = null, sealed_access = null");
    cli = CliRun.in(home).server(stack.hushkeyConfig().get("hushkey.issuer"));
    cli.piping(stack.keycloak().clientSecret("hushkey-admin"))
        .run("login", "--client-id", "hushkey-admin", "--client-secret-file", "-");
    vault = "--vault-address=" + stack.openBao().address();
    Path file = Files.writeString(home.resolve("shred-token"), stack.openBao().shredToken());
    token = "--vault-token-file=" + file;
  }

  @Test
  void shred_dryRun_countsAndDestroysNothing() {
    LinkRef link = link();
    SealedText sealed = seal(link);

    CliRun.Result result = shred("--dry-run");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("Would destroy the tokens of", "Nothing was changed.");
    assertThat(open(sealed, link)).isEqualTo(tokenOf(link));
  }

  @Test
  void shred_notConfirmed_destroysNothing() {
    LinkRef link = link();
    SealedText sealed = seal(link);

    CliRun.Result result = cli.typing("google\n").run(command("--reason=test"));

    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(open(sealed, link)).isEqualTo(tokenOf(link));
  }

  @Test
  void shred_confirmed_makesEveryCopyUnreadableAndCutsLinksOffInUnderASecond() {
    LinkRef link = link();
    SealedText inABackup = seal(link);
    Database.store(link, inABackup.ciphertext());

    CliRun.Result result = cli.typing("alexa\n").run(command("--reason=test"));

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertUnreadable(inABackup, link);
    assertThat(
            Database.text(
                "select state from current_link where id = ?::uuid", link.link().toString()))
        .isEqualTo("REVOKED");
    Matcher took = TOOK.matcher(result.err());
    assertThat(took.find()).isTrue();
    assertThat(Long.parseLong(took.group(1))).isLessThan(1000);
    LinkRef anew = link();
    assertThat(open(seal(anew), anew)).isEqualTo(tokenOf(anew));
  }

  @Test
  void revokeShred_makesAStolenCopyUnreadable_andLinksMadeAfterwardsWork() {
    LinkRef link = link();
    SealedText stolen = seal(link);
    Database.store(link, stolen.ciphertext());
    cli.clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2)));

    CliRun.Result counted = revokeShred("--dry-run");
    assertThat(counted.exitCode()).as(counted.err()).isZero();
    assertThat(counted.out())
        .contains(", and destroys for ever the versions so far", "hushkey-alexa", "Nothing was");
    assertThat(open(stolen, link)).isEqualTo(tokenOf(link));

    cli.typing("alexa\n");
    CliRun.Result result = revokeShred("--reason=test");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.err()).contains("can never be brought back");
    assertThat(result.out()).contains("keys to destroy", "seen gone at");
    assertUnreadable(stolen, link);
    LinkRef anew = link();
    assertThat(open(seal(anew), anew)).isEqualTo(tokenOf(anew));
  }

  /** The service's own log-ins at Vault may not destroy anything; nor may this token. */
  @Test
  void revokeShred_interruptedAtVault_goesOnLater_withoutHarmToLinksMadeMeanwhile()
      throws Exception {
    LinkRef link = link();
    SealedText stolen = seal(link);
    Database.store(link, stolen.ciphertext());
    cli.clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2)));
    Path wrong = Files.writeString(home.resolve("wrong-token"), "not-a-token");

    CliRun.Result begun =
        cli.run(
            "revoke",
            "--assistant=alexa",
            "--all",
            "--shred",
            "--reason=test",
            "--yes",
            vault,
            "--vault-token-file=" + wrong);

    assertThat(begun.exitCode()).isEqualTo(ExitCode.NOT_ALLOWED);
    Matcher command = Pattern.compile("hushkey revocations shred (\\S+)").matcher(begun.err());
    assertThat(command.find()).as(begun.err()).isTrue();
    String revocation = command.group(1);
    assertThat(cli.run("revocations", "show", revocation).out()).contains("NOT YET");
    assertThat(open(stolen, link)).isEqualTo(tokenOf(link));

    LinkRef meanwhile = link();
    SealedText before = seal(meanwhile);
    Database.store(meanwhile, before.ciphertext());
    CliRun.Result done =
        cli.run("revocations", "shred", revocation, vault, token, "--yes", "--wait-limit=60");

    assertThat(done.exitCode()).as(done.err()).isZero();
    assertThat(done.out()).contains("seen gone at");
    assertUnreadable(stolen, link);
    assertThat(storedOf(meanwhile)).isNotEqualTo(before);
    assertThat(open(storedOf(meanwhile), meanwhile)).isEqualTo(tokenOf(meanwhile));
    CliRun.Result again = cli.run("revocations", "shred", revocation, vault, token, "--yes");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.out().lines().filter(line -> line.contains("keys to")))
        .isEqualTo(done.out().lines().filter(line -> line.contains("keys to")).toList());
  }

  @Test
  void revokeShred_byVersion_destroysThatOneAndBefore() throws Exception {
    LinkRef old = link();
    SealedText stolen = seal(old);
    Database.store(old, stolen.ciphertext());
    int version = Integer.parseInt(stolen.ciphertext().split(":")[1].substring(1));
    stack.openBao().start();
    new KeyVersions(
            OperatorVault.at(
                stack.openBao().address(), SecretText.of(stack.openBao().shredToken())),
            "transit",
            "hushkey-alexa")
        .rotate();
    LinkRef other = link();
    SealedText newer = seal(other);
    Database.store(other, newer.ciphertext());
    cli.clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2)));

    CliRun.Result result =
        revokeShred("--key-version=" + version, "--reason=test", "--yes", "--wait-limit=60");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("hushkey-alexa up to version " + version + " (seen gone");
    assertUnreadable(stolen, old);
    assertThat(open(newer, other)).isEqualTo(tokenOf(other));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--assistant=alexa --user=somebody",
        "--user=somebody",
        "--assistant=alexa --all --region=eu",
        "--assistant=alexa --all --authorized-before=1d",
        "--assistant=alexa --all --key-version=1 --never-used",
        "--everything --key-version=1",
        "--device=front-door"
      })
  void revokeShred_ofVersionsThatOthersNeed_isRefused_andRevokesNothing(String selector) {
    String before = Database.text("select count(*) from revocation");
    List<String> line = new ArrayList<>(List.of("revoke", "--shred", "--reason=test", "--yes"));
    line.addAll(List.of(selector.split(" ")));
    line.addAll(List.of(vault, token));

    CliRun.Result result = cli.run(line.toArray(String[]::new));

    assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("the tokens of others' links as well");
    assertThat(Database.text("select count(*) from revocation")).isEqualTo(before);
  }

  @Test
  void revokeShred_withoutAVaultToken_revokesNothing() {
    String before = Database.text("select count(*) from revocation");

    CliRun.Result result =
        cli.run("revoke", "--assistant=alexa", "--all", "--shred", "--reason=x", "--yes", vault);

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("Missing --vault-token-file");
    assertThat(Database.text("select count(*) from revocation")).isEqualTo(before);
  }

  @Test
  void revocationsShred_ofOneWithoutShred_isRefused() throws Exception {
    String made =
        cli.run("revoke", "--user=nobody-" + UUID.randomUUID(), "--reason=x", "--output=json")
            .out();
    String revocation = Json.MAPPER.readTree(made).path("revocation").asText();

    CliRun.Result result = cli.run("revocations", "shred", revocation, vault, token, "--yes");

    assertThat(result.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(result.err()).contains("made without --shred");
  }

  private CliRun.Result revokeShred(String... more) {
    List<String> line = new ArrayList<>(List.of("revoke", "--assistant=alexa", "--all", "--shred"));
    line.addAll(List.of(vault, token));
    line.addAll(List.of(more));
    return cli.run(line.toArray(String[]::new));
  }

  @Test
  void retire_livingCiphertextOfAnOldVersion_isRefusedAndLater_done() throws Exception {
    LinkRef link = link();
    SealedText old = seal(link);
    Database.store(link, old.ciphertext());
    stack.openBao().start();
    // rotated at Vault, behind the service's back
    new KeyVersions(
            OperatorVault.at(
                stack.openBao().address(), SecretText.of(stack.openBao().shredToken())),
            "transit",
            "hushkey-alexa")
        .rotate();

    CliRun.Result tooEarly = retire();
    assertThat(tooEarly.exitCode()).isEqualTo(ExitCode.NOT_CONFIRMED);
    assertThat(tooEarly.err()).contains("still seals 1 ciphertexts in use");
    assertThat(open(old, link)).isEqualTo(tokenOf(link));

    CliRun.Result moved = cli.run("vault", "rewrap", "--assistant=alexa", "--wait");
    assertThat(moved.exitCode()).as(moved.err()).isZero();
    CliRun.Result young = retire();
    assertThat(young.err()).contains("less than a minute old");

    cli.clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(2)));
    CliRun.Result done = retire();
    assertThat(done.exitCode()).as(done.err()).isZero();
    assertUnreadable(old, link);
    assertThat(open(storedOf(link), link)).isEqualTo(tokenOf(link));
  }

  @Test
  void keys_areShownWithVersionsAndLivingCiphertexts() throws Exception {
    LinkRef link = link();
    Database.store(link, seal(link).ciphertext());

    CliRun.Result shown = cli.run("vault", "keys", "--output=json");

    JsonNode keys = Json.MAPPER.readTree(shown.out()).path("keys");
    assertThat(keys.findValuesAsText("key")).contains("hushkey-alexa", "hushkey-signing");
    assertThat(cli.run("vault", "keys").out()).contains("hushkey-alexa  seals with version");
  }

  @Test
  void usersErase_leavesNothingStored() {
    LinkRef link = link();
    Database.store(link, seal(link).ciphertext());

    CliRun.Result result =
        cli.typing(link.user() + "\n")
            .run("users", "erase", link.user().value(), "--reason=asked by the customer");

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(
            Database.text(
                "select sealed from upstream_token where link_id = ?::uuid",
                link.link().toString()))
        .isNull();
  }

  private CliRun.Result shred(String... more) {
    return cli.run(command(more));
  }

  private String[] command(String... more) {
    String[] all = {"vault", "shred", "--assistant=alexa", vault, token, more[0]};
    return all;
  }

  private CliRun.Result retire() {
    return cli.run("vault", "retire", "--assistant=alexa", vault, token, "--yes");
  }

  private static LinkRef link() {
    return new LinkRef(
        new AssistantId("alexa"), LinkIds.create(), new UserId("user-" + UUID.randomUUID()));
  }

  private static SealedText storedOf(LinkRef link) {
    return new SealedText(
        Database.text(
            "select sealed from upstream_token where link_id = ?::uuid", link.link().toString()));
  }

  private SealedText seal(LinkRef link) {
    return sealer.seal(tokenOf(link), SealBinding.ofLink(link)).await().atMost(PATIENCE);
  }

  private SecretText open(SealedText sealed, LinkRef link) {
    return sealer.open(sealed, SealBinding.ofLink(link)).await().atMost(PATIENCE);
  }

  private void assertUnreadable(SealedText sealed, LinkRef link) {
    assertThatThrownBy(() -> open(sealed, link)).isInstanceOf(EndedKeyVersion.class);
  }

  private static SecretText tokenOf(LinkRef link) {
    return SecretText.of("Atza|of-" + link.user());
  }
}
