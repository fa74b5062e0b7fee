package dev.hushkey.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.oidc.OidcTenantConfig;
import io.quarkus.oidc.runtime.OidcJwtCallerPrincipal;
import io.quarkus.oidc.runtime.OidcTenantConfig.Token;
import io.quarkus.oidc.runtime.OidcUtils;
import io.quarkus.oidc.runtime.TenantConfigBean;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;

/**
 * Internal callers whose bearer token was verified, by the SHA-256 of the token: the same token
 * need not be verified again while it lives. It says who calls, never what they get: that is
 * decided by the database each time (docs/adr/0053-verified-callers-are-remembered.md).
 *
 * <p>Never remembered: what was refused, tokens bound to a key or a certificate, and people who are
 * no internal callers.
 */
@Singleton
class RememberedCallers {

  /**
   * Holds neither the token nor the request.
   *
   * @param realm what was known of the realm when the token was accepted
   */
  private record Entry(SecurityIdentity identity, Instant ends, Realm.State realm) {}

  private final Cache<TokenHash, Entry> entries;
  private final Duration longest;
  private final Realm realm;
  private final Supplier<OidcTenantConfig> verifier;
  private final Clock clock;
  private final Counter found;
  private final Counter verified;

  @Inject
  RememberedCallers(
      CallerSettings settings,
      Realm realm,
      Provider<TenantConfigBean> tenants,
      Clock clock,
      MeterRegistry meters) {
    this(settings, realm, () -> tenants.get().getDefaultTenant().oidcConfig(), clock, meters);
  }

  RememberedCallers(
      CallerSettings settings,
      Realm realm,
      Supplier<OidcTenantConfig> verifier,
      Clock clock,
      MeterRegistry meters) {
    this.longest = settings.rememberFor();
    this.realm = realm;
    this.verifier = verifier;
    this.clock = clock;
    this.found = counter(meters, "memory");
    this.verified = counter(meters, "signature");
    this.entries =
        Caffeine.newBuilder()
            .maximumSize(settings.rememberAtMost())
            // also when the wall clock is set back
            .expireAfterWrite(longest)
            .executor(Runnable::run)
            .build();
  }

  private static Counter counter(MeterRegistry meters, String by) {
    return Counter.builder("hushkey.caller.authentications")
        .description("Tokens of callers that were accepted, from memory or by their signature")
        .tag("by", by)
        .register(meters);
  }

  /** The caller with exactly this token, if it was verified a moment ago and still counts. */
  Optional<SecurityIdentity> find(String token) {
    if (longest.isZero() || token.isEmpty()) {
      return Optional.empty();
    }
    TokenHash hash = TokenHash.of(SecretText.of(token));
    Entry entry = entries.getIfPresent(hash);
    if (entry == null) {
      return Optional.empty();
    }
    // Any change of the realm ends all entries, also one that was made while the change came in.
    if (entry.realm() != realm.state() || !clock.instant().isBefore(entry.ends())) {
      entries.asMap().remove(hash, entry);
      return Optional.empty();
    }
    found.increment();
    return Optional.of(entry.identity());
  }

  /**
   * Remembers a caller.
   *
   * @param token passed every check of a bearer token just now
   * @param judged what was known of the realm when it did
   */
  void remember(String token, SecurityIdentity identity, JsonWebToken claims, Realm.State judged) {
    verified.increment();
    if (!longest.isZero() && isRememberable(identity, claims)) {
      Token rules = verifier.get().token();
      entries.put(
          TokenHash.of(SecretText.of(token)),
          new Entry(withoutToken(token, identity, rules), end(claims, rules), judged));
    }
  }

  /** Not what proves something beyond the token in each request, or was asked of somebody else. */
  private static boolean isRememberable(SecurityIdentity identity, JsonWebToken claims) {
    return identity.getRoles().stream().anyMatch(Caller.ROLES::contains)
        && !claims.containsClaim("cnf")
        && identity.getAttribute(OidcUtils.INTROSPECTION_ATTRIBUTE) == null
        && identity.getAttribute(OidcUtils.USER_INFO_ATTRIBUTE) == null;
  }

  /** Never later than the verifier would accept it; a grace period is the verifier's to grant. */
  private Instant end(JsonWebToken claims, Token rules) {
    Stream<Instant> ends =
        Stream.of(clock.instant().plus(longest), Instant.ofEpochSecond(claims.getExpirationTime()));
    Stream<Instant> age =
        rules.age().stream().map(Instant.ofEpochSecond(claims.getIssuedAtTime())::plus);
    return Stream.concat(ends, age).min(Instant::compareTo).orElseThrow();
  }

  /** The same caller, without the token and the request that Quarkus keeps beside it. */
  private static SecurityIdentity withoutToken(
      String token, SecurityIdentity identity, Token rules) {
    try {
      JwtClaims claims = JwtClaims.parse(SignedToken.payload(token));
      String name = rules.principalClaim().orElse(null);
      JsonWebToken principal = new OidcJwtCallerPrincipal(claims, null, name);
      return QuarkusSecurityIdentity.builder()
          .setPrincipal(principal)
          .addAttribute(Caller.ACTOR, Caller.actorOf(principal))
          .addRoles(identity.getRoles())
          .addPermissions(identity.getPermissions())
          .addAttribute(OidcUtils.TENANT_ID_ATTRIBUTE, OidcUtils.DEFAULT_TENANT_ID)
          .build();
    } catch (InvalidJwtException verifiedBefore) {
      throw new IllegalStateException(verifiedBefore);
    }
  }

  /** How many are remembered, after those that are over have been removed. */
  long size() {
    entries.cleanUp();
    return entries.estimatedSize();
  }
}
