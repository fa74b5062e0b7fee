package dev.hushkey.caller;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.oidc.AccessTokenCredential;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.runtime.OidcJwtCallerPrincipal;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.security.credential.Credential;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.junit.jupiter.api.Test;

class RememberedCallersTest {

  private static final Instant START = Instant.parse("2026-11-27T10:00:00Z");
  private static final Duration LIFE = Duration.ofMinutes(5);

  private final Realm realm = new Realm();
  private volatile Instant now = START;
  private OidcTenantConfig verifier = OidcTenantConfig.builder().tenantId("Default").build();
  private RememberedCallers callers = remembering(Duration.ofMinutes(5), 1000);

  private RememberedCallers remembering(Duration longest, int most) {
    InstantSource time = () -> now;
    Clock clock = time.withZone(ZoneOffset.UTC);
    return new RememberedCallers(
        new RequiredOfCallers(Set.of(), longest, most),
        realm,
        () -> verifier,
        clock,
        new SimpleMeterRegistry());
  }

  /** As OIDC leaves it after verification: with the token and things of the request. */
  private record Verified(String token, SecurityIdentity identity) {

    static Verified of(String subject) {
      return with(subject, Set.of("camera-backend"), Map.of(), Map.of());
    }

    static Verified with(
        String subject, Set<String> roles, Map<String, Object> more, Map<String, Object> about) {
      JsonObject claims =
          new JsonObject()
              .put("sub", subject)
              .put("azp", "client-of-" + subject)
              .put("iat", START.getEpochSecond())
              .put("exp", START.plus(LIFE).getEpochSecond());
      more.forEach(claims::put);
      String token =
          encoded("{\"alg\":\"RS256\",\"kid\":\"k\"}")
              + "."
              + encoded(claims.encode())
              + ".c2lnbmVk";
      AccessTokenCredential credential = new AccessTokenCredential(token);
      QuarkusSecurityIdentity.Builder identity =
          QuarkusSecurityIdentity.builder()
              .setPrincipal(new OidcJwtCallerPrincipal(parsed(claims, token), credential))
              .addCredential(credential)
              .addRoles(roles)
              .addAttribute("the request", new Object())
              .addAttribute(OidcUtils.TENANT_ID_ATTRIBUTE, OidcUtils.DEFAULT_TENANT_ID);
      about.forEach(identity::addAttribute);
      return new Verified(token, identity.build());
    }

    private static JwtClaims parsed(JsonObject claims, String token) {
      try {
        JwtClaims parsed = JwtClaims.parse(claims.encode());
        parsed.setClaim("raw_token", token);
        return parsed;
      } catch (InvalidJwtException e) {
        throw new IllegalStateException(e);
      }
    }

    private static String encoded(String text) {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Verified remember(Verified caller) {
    callers.remember(
        caller.token(),
        caller.identity(),
        (JsonWebToken) caller.identity().getPrincipal(),
        realm.state());
    return caller;
  }

  private boolean isRemembered(Verified caller) {
    return callers.find(caller.token()).isPresent();
  }

  private static JsonWebToken claims(SecurityIdentity identity) {
    return (JsonWebToken) identity.getPrincipal();
  }

  @Test
  void verifiedCaller_isFoundByTheToken_withRolesAndClaims() {
    Verified backend = remember(Verified.of("backend"));
    SecurityIdentity found = callers.find(backend.token()).orElseThrow();
    assertThat(found.getRoles()).containsExactly("camera-backend");
    assertThat(Caller.actorOf(claims(found))).isEqualTo(Caller.actorOf(claims(backend.identity())));
    assertThat(claims(found).getSubject()).isEqualTo("backend");
    assertThat(LogInTime.of(claims(found))).isEqualTo(START);
    assertThat(found.<String>getAttribute(OidcUtils.TENANT_ID_ATTRIBUTE)).isEqualTo("Default");
  }

  @Test
  void whatIsKept_holdsNeitherTheTokenNorTheRequest() {
    Verified backend = remember(Verified.of("backend"));
    SecurityIdentity found = callers.find(backend.token()).orElseThrow();
    assertThat(found.getCredentials()).isEmpty();
    assertThat(found.getCredential(Credential.class)).isNull();
    assertThat(found.getAttributes()).containsOnlyKeys(OidcUtils.TENANT_ID_ATTRIBUTE, Caller.ACTOR);
    assertThat(claims(found).getRawToken()).isNull();
    assertThat(((OidcJwtCallerPrincipal) found.getPrincipal()).getCredential()).isNull();
  }

  @Test
  void tokenThatDiffersInOneCharacter_isNotFound() {
    String token = remember(Verified.of("backend")).token();
    for (int at = 0; at < token.length(); at++) {
      char other = token.charAt(at) == 'A' ? 'B' : 'A';
      String altered = token.substring(0, at) + other + token.substring(at + 1);
      assertThat(callers.find(altered)).as("character %d", at).isEmpty();
    }
    assertThat(callers.find(token + " ")).isEmpty();
    assertThat(callers.find(token + "A")).isEmpty();
    assertThat(callers.find(token.substring(0, token.length() - 1))).isEmpty();
    assertThat(callers.find("")).isEmpty();
  }

  @Test
  void entry_endsWithItsToken() {
    callers = remembering(Duration.ofHours(1), 1000);
    Verified backend = remember(Verified.of("backend"));
    now = START.plus(LIFE).minusMillis(1);
    assertThat(isRemembered(backend)).isTrue();
    now = START.plus(LIFE);
    assertThat(isRemembered(backend)).isFalse();
  }

  @Test
  void entry_endsAfterTheLongestTime_andBeingUsedDoesNotExtendIt() {
    callers = remembering(Duration.ofSeconds(60), 1000);
    Verified backend = remember(Verified.of("backend"));
    for (int second = 0; second < 60; second++) {
      now = START.plusSeconds(second);
      assertThat(isRemembered(backend)).isTrue();
    }
    now = START.plusSeconds(60);
    assertThat(isRemembered(backend)).isFalse();
  }

  @Test
  void entry_endsWithTheAgeThatTheVerifierAllows() {
    verifier =
        OidcTenantConfig.builder()
            .tenantId("Default")
            .token()
            .age(Duration.ofSeconds(30))
            .end()
            .build();
    Verified backend = remember(Verified.of("backend"));
    now = START.plusSeconds(29);
    assertThat(isRemembered(backend)).isTrue();
    now = START.plusSeconds(30);
    assertThat(isRemembered(backend)).isFalse();
  }

  @Test
  void everyEntry_endsWhenTheRealmChanges() {
    Verified backend = remember(Verified.of("backend"));
    realm.learnNotBefore(START.minusSeconds(3600).getEpochSecond());
    assertThat(isRemembered(backend)).isFalse();
    remember(backend);
    assertThat(isRemembered(backend)).isTrue();
    realm.learnKeys(new JsonArray(), Set.of("k"));
    assertThat(isRemembered(backend)).isFalse();
  }

  @Test
  void entryThatWasJudgedBeforeAChange_andComesAfterIt_isOverAtOnce() {
    Verified backend = Verified.of("backend");
    Realm.State judged = realm.state();
    realm.learnKeys(new JsonArray(), Set.of("k"));
    callers.remember(backend.token(), backend.identity(), claims(backend.identity()), judged);
    assertThat(isRemembered(backend)).isFalse();
  }

  @Test
  void numberOfEntries_isBounded() {
    callers = remembering(LIFE, 100);
    IntStream.range(0, 1000).forEach(number -> remember(Verified.of("caller-" + number)));
    assertThat(callers.size()).isBetween(1L, 100L);
  }

  @Test
  void nothingIsRemembered_whereTheTimeIsZero() {
    callers = remembering(Duration.ZERO, 1000);
    assertThat(isRemembered(remember(Verified.of("backend")))).isFalse();
    assertThat(callers.size()).isZero();
  }

  @Test
  void customers_boundTokens_andWhatSomebodyElseVouchedFor_areNotRemembered() {
    Set<String> backend = Set.of("camera-backend");
    Map<String, Object> none = Map.of();
    List.of(
            Verified.with("customer", Set.of("offline_access"), none, none),
            Verified.with("nobody", Set.of(), none, none),
            Verified.with("dpop", backend, Map.of("cnf", Map.of("jkt", "x")), none),
            Verified.with("mtls", backend, Map.of("cnf", Map.of("x5t#S256", "x")), none),
            Verified.with("asked", backend, none, Map.of(OidcUtils.INTROSPECTION_ATTRIBUTE, "x")),
            Verified.with("looked-up", backend, none, Map.of(OidcUtils.USER_INFO_ATTRIBUTE, "x")))
        .forEach(caller -> assertThat(isRemembered(remember(caller))).isFalse());
    assertThat(callers.size()).isZero();
  }

  /** While callers come and go and the realm changes, nobody is taken for another. */
  @Test
  void manyAtOnce_areNeverMixed() throws Exception {
    callers = remembering(LIFE, 64);
    List<Verified> all =
        IntStream.range(0, 300).mapToObj(number -> Verified.of("caller-" + number)).toList();
    Callable<Integer> use =
        () -> {
          Random random = new Random();
          int hits = 0;
          for (int i = 0; i < 4_000; i++) {
            int number = (int) Math.abs(random.nextGaussian() * 40) % all.size();
            Verified caller = all.get(number);
            var found = callers.find(caller.token());
            if (found.isPresent()) {
              hits++;
              assertThat(claims(found.get()).getSubject()).isEqualTo("caller-" + number);
            } else {
              remember(caller);
            }
            if (i % 1000 == 0) {
              realm.learnNotBefore(random.nextInt(1000));
            }
          }
          return hits;
        };
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Integer> hits :
          threads.invokeAll(List.of(use, use, use, use, use, use, use, use))) {
        assertThat(hits.get()).isPositive();
      }
    }
  }
}
