package dev.hushkey.handout.refresh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.hushkey.cli.CliRun;
import dev.hushkey.seal.Sealer;
import dev.hushkey.stack.OnStack;
import dev.hushkey.stack.TestStack;
import dev.hushkey.stack.openbao.VaultApi;
import dev.hushkey.testing.Api;
import dev.hushkey.testing.Database;
import dev.hushkey.testing.SealedLink;
import dev.hushkey.testing.UpstreamRelay;
import io.quarkus.test.common.QuarkusTestResource;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which refusals of an assistant are believed, and for how long it is left alone. */
@OnStack
@QuarkusTestResource(value = UpstreamRelay.class, restrictToAnnotatedClass = true)
class RefusalsIT {

  private static final String REFUSED = "{\"error\":\"invalid_grant\"}";

  /** Filled by {@link UpstreamRelay#inject}. */
  UpstreamRelay relay;

  @TempDir Path home;
  @Inject Sealer sealer;

  @BeforeEach
  @AfterEach
  void nobodyRefuses() {
    relay.reset();
  }

  private List<SealedLink> links(int number) {
    return Stream.generate(() -> SealedLink.expired(sealer)).limit(number).toList();
  }

  private void grants() {
    relay.answer(
        200, "{\"access_token\":\"Atza|new\",\"token_type\":\"bearer\",\"expires_in\":3600}");
  }

  private void refuses() {
    relay.answer(400, REFUSED);
  }

  private static void ok(SealedLink link) {
    link.handOut().then().statusCode(200);
  }

  private static void needsRelink(SealedLink link) {
    link.handOut().then().statusCode(403).body("reason", equalTo("needs-relink"));
    assertThat(link.state()).isEqualTo("NEEDS_RELINK");
  }

  /** Refused with a time to come back. */
  private static int unavailable(SealedLink link) {
    Response answer = link.handOut();
    answer.then().statusCode(503).body("title", equalTo("upstream is unavailable"));
    return Integer.parseInt(answer.header("Retry-After"));
  }

  private static int alarms() {
    return Integer.parseInt(
        Database.text(
            "select count(*) from audit_event where kind = 'refusals-not-believed'"
                + " and outcome = 'alarm' and assistant = 'alexa'"));
  }

  @Test
  void oneLinkRefused_isMarkedAtOnce() {
    SealedLink link = links(1).getFirst();
    refuses();
    needsRelink(link);
  }

  @Test
  void oneLinkRefusedAmongHealthyOnes_isMarked_andTheOthersAreNot() {
    List<SealedLink> healthy = links(4);
    grants();
    healthy.forEach(RefusalsIT::ok);
    SealedLink gone = links(1).getFirst();
    refuses();
    needsRelink(gone);
    assertThat(healthy).allSatisfy(link -> assertThat(link.state()).isEqualTo("ACTIVE"));
    assertThat(gone.recorded("link-needs-relink")).isEqualTo(1);
  }

  @Test
  void fourOfFourRefused_areNoUsersWhoLeft_andHealByThemselves() {
    int alarms = alarms();
    List<SealedLink> all = links(4);
    refuses();
    all.forEach(SealedLink::handOut);

    assertThat(all).allSatisfy(link -> assertThat(link.state()).isEqualTo("ACTIVE"));
    assertThat(unavailable(all.getLast())).isBetween(1, 31);
    assertThat(alarms()).isEqualTo(alarms + 1);

    grants();
    all.forEach(link -> resume(link));
    all.forEach(RefusalsIT::ok);
  }

  /** The pause of a refused link, which a test need not sit out. */
  private static void resume(SealedLink link) {
    Database.update(
        "update upstream_token set paused_until = null where link_id = ?",
        link.ref().link().value());
  }

  @Test
  void fourRefusedAtOnce_brakeTheSame() throws Exception {
    List<SealedLink> all = links(8);
    refuses();
    try (ExecutorService callers = Executors.newFixedThreadPool(all.size())) {
      List<Callable<Response>> calls = new ArrayList<>();
      all.forEach(link -> calls.add(link::handOut));
      for (Future<Response> call : callers.invokeAll(calls)) {
        call.get();
      }
    }
    assertThat(all).allSatisfy(link -> assertThat(link.state()).isEqualTo("ACTIVE"));
  }

  @Test
  void brake_alarmsOncePerWindow() {
    int alarms = alarms();
    List<SealedLink> all = links(6);
    refuses();
    all.forEach(SealedLink::handOut);
    assertThat(alarms()).isEqualTo(alarms + 1);
    Database.update(
        "update upstream_brake set alarmed_at = alarmed_at - interval '2 hours',"
            + " closed_at = closed_at - interval '3 hours'");
    all.forEach(RefusalsIT::resume);
    all.forEach(SealedLink::handOut);
    assertThat(alarms()).isEqualTo(alarms + 2);
    assertThat(all).allSatisfy(link -> assertThat(link.state()).isEqualTo("ACTIVE"));
  }

  @Test
  void closedBrake_stopsNoLinkThatWorks() {
    refuses();
    links(4).forEach(SealedLink::handOut);
    grants();
    ok(links(1).getFirst());
  }

  @Test
  void whenRefreshesWorkAgain_aLinkThatIsRefusedIsMarkedAgain() {
    refuses();
    List<SealedLink> mistaken = links(4);
    mistaken.forEach(SealedLink::handOut);
    grants();
    mistaken.forEach(RefusalsIT::resume);
    mistaken.forEach(RefusalsIT::ok);
    SealedLink gone = links(1).getFirst();
    refuses();
    needsRelink(gone);
    assertThat(Database.text("select closed_at from upstream_brake where assistant = 'alexa'"))
        .isNull();
  }

  @Test
  void refusedLink_isTriedAgainAtAnAdminsRequest_onRecord() {
    SealedLink link = links(1).getFirst();
    refuses();
    needsRelink(link);
    grants();
    needsRelink(link);

    Api.admin()
        .body(Map.of("assistant", "alexa", "link", link.ref().link().toString()))
        .post("/v1/links/retries")
        .then()
        .statusCode(200)
        .body("links", equalTo(1));

    ok(link);
    assertThat(link.state()).isEqualTo("ACTIVE");
    assertThat(link.recorded("link-tried-again")).isEqualTo(1);
  }

  @Test
  void linkThatIsRefusedOnceMore_isMarkedOnceMore() {
    SealedLink link = links(1).getFirst();
    refuses();
    needsRelink(link);
    retry();
    assertThat(link.state()).isEqualTo("ACTIVE");
    needsRelink(link);
  }

  @Test
  void linksOfAnAssistant_areTriedAgainFromTheCommandLine() {
    SealedLink marked = links(1).getFirst();
    refuses();
    needsRelink(marked);
    List<SealedLink> braked = links(3);
    braked.forEach(SealedLink::handOut);
    CliRun.Result result = retry();
    assertThat(result.out()).contains("will be tried again");
    grants();
    ok(marked);
    braked.forEach(RefusalsIT::ok);
  }

  private CliRun.Result retry() {
    CliRun cli = CliRun.in(home).server(TestStack.current().hushkeyConfig().get("hushkey.issuer"));
    cli.piping(TestStack.current().keycloak().clientSecret("hushkey-admin"))
        .run("login", "--client-id", "hushkey-admin", "--client-secret-file", "-");
    CliRun.Result result = cli.run("links", "retry", "--assistant", "alexa");
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result;
  }

  @Test
  void revokedLink_isNotTriedAgain() {
    SealedLink link = links(1).getFirst();
    refuses();
    needsRelink(link);
    Api.revoke(Map.of("link", link.ref().link().toString())).then().statusCode(200);
    retry();
    assertThat(link.state()).isEqualTo("REVOKED");
  }

  @Test
  void retryOfALinkThatIsNotThere_isNotFound() {
    Api.admin()
        .body(Map.of("assistant", "alexa", "link", "00000000-0000-4000-8000-000000000000"))
        .post("/v1/links/retries")
        .then()
        .statusCode(404);
    Api.admin()
        .body(Map.of("assistant", "nobody"))
        .post("/v1/links/retries")
        .then()
        .statusCode(404);
  }

  @ParameterizedTest
  @CsvSource({"429, 120", "503, 120"})
  void retryAfter_isObeyedForTheAssistantAsAWhole(int status, int seconds) {
    List<SealedLink> all = links(3);
    all.getFirst().endsIn(120);
    relay.answer(status, "", Map.of("Retry-After", Integer.toString(seconds)));
    unavailable(all.getLast());
    grants();
    assertThat(relay.refreshes()).isEqualTo(1);

    assertThat(all.subList(1, 3))
        .allSatisfy(link -> assertThat(unavailable(link)).isBetween(seconds - 10, seconds + 31));
    // What still lives is handed out meanwhile.
    ok(all.getFirst());
    assertThat(relay.refreshes()).isEqualTo(1);

    Database.update("update upstream_pause set until = clock_timestamp(), spread = '0'");
    Database.update("update upstream_token set paused_until = null");
    all.forEach(RefusalsIT::ok);
  }

  @Test
  void afterAPause_linksComeBackOneByOne_andNoneTooEarly() {
    List<SealedLink> all = links(12);
    relay.answer(429, "", Map.of("Retry-After", "2"));
    unavailable(all.getFirst());
    Database.update("update upstream_pause set spread = '1 hour'");
    grants();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                Database.text("select count(*) from upstream_pause where until > clock_timestamp()")
                    .equals("0"));
    assertThat(relay.refreshes()).isEqualTo(1);
    // Each at a moment of its own within the hour that follows.
    assertThat(all.subList(1, 12).stream().map(RefusalsIT::unavailable).distinct().count())
        .isGreaterThan(5);
  }

  @ParameterizedTest
  @CsvSource({"invalid_client", "unauthorized_client"})
  void ourClientRefused_pausesTheAssistant_andMarksNothing(String error) {
    List<SealedLink> all = links(3);
    relay.answer(401, "{\"error\":\"" + error + "\"}");
    assertThat(all).allSatisfy(link -> assertThat(unavailable(link)).isBetween(30, 76));
    assertThat(relay.refreshes()).isEqualTo(1);
    assertThat(all).allSatisfy(link -> assertThat(link.state()).isEqualTo("ACTIVE"));
  }

  @Test
  void lastingPause_isCutToTheLongest() {
    SealedLink link = links(1).getFirst();
    relay.answer(429, "", Map.of("Retry-After", "86400"));
    unavailable(link);
    assertThat(
            Integer.parseInt(
                Database.text(
                    "select extract(epoch from until - clock_timestamp())::int from upstream_pause"
                        + " where place = 'alexa'")))
        .isBetween(590, 600);
  }

  @Test
  void tokensOfAnEndedVersion_needRelinking_withAnAlarm_andAnOutageIsNotTakenForIt() {
    SealedLink ended = links(1).getFirst();
    SealedLink later = links(1).getFirst();
    ended.endsIn(3600);
    later.endsIn(3600);
    KeyLife key = new KeyLife();
    int oldest = key.oldestThatOpens();
    int latest = key.rotate();
    ok(ended);
    try {
      key.endBefore(latest);
      TestStack.current().openBao().seal();
      ended.handOut().then().statusCode(503).body("title", equalTo("vault is unavailable"));
      assertThat(ended.state()).isEqualTo("ACTIVE");
      TestStack.current().openBao().unseal();
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(ended.handOut().statusCode()).isEqualTo(403));
      needsRelink(ended);
      assertThat(ended.recorded("link-needs-relink")).isEqualTo(1);
      assertThat(later.state()).isEqualTo("ACTIVE");
      ok(sealedNow());
    } finally {
      TestStack.current().openBao().unseal();
      key.endBefore(oldest);
    }
    ok(later);
  }

  private SealedLink sealedNow() {
    SealedLink link = links(1).getFirst();
    link.endsIn(3600);
    return link;
  }

  /** Versions of Alexa's key, as an operator ends them. */
  private static final class KeyLife {

    private static final String KEY = "transit/keys/hushkey-alexa";

    private final VaultApi vault =
        TestStack.current().openBao().api().with(TestStack.current().openBao().shredToken());

    int oldestThatOpens() {
      return vault.require(KEY).at("/data/min_decryption_version").asInt();
    }

    int rotate() {
      vault.require(KEY + "/rotate", Map.of());
      return vault.require(KEY).at("/data/latest_version").asInt();
    }

    void endBefore(int version) {
      vault.require(
          KEY + "/config",
          Map.of("min_decryption_version", version, "min_encryption_version", version));
    }
  }

  @Test
  void accessToken_endsByTheDatabasesClock() {
    SealedLink link = links(1).getFirst();
    grants();
    ok(link);
    assertThat(
            Integer.parseInt(
                Database.text(
                    "select extract(epoch from access_expires_at - received_at)::int"
                        + " from upstream_token where link_id = ?",
                    link.ref().link().value())))
        .isBetween(3590, 3600);
  }
}
