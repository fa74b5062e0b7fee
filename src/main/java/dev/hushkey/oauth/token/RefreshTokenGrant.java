package dev.hushkey.oauth.token;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.RefreshPolicy;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.cell.ThisCell;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.Failure.GrantNotUsable.Why;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.oauth.issued.AccessTokenClaims;
import dev.hushkey.oauth.issued.AccessTokens;
import dev.hushkey.oauth.issued.RefreshTokens;
import dev.hushkey.oauth.issued.RefreshTokens.Presented;
import dev.hushkey.oauth.issued.RefreshTokens.Renewal;
import dev.hushkey.oauth.issued.TokenDetails;
import dev.hushkey.oauth.request.AuthorizationDetails;
import dev.hushkey.secret.RefreshToken;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Renews an access token, <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749
 * §6</a>. The assistant's {@link RefreshPolicy} decides what happens to the refresh token
 * (docs/adr/0013-a-refresh-token-lives-until-its-successor-is-used.md).
 */
@ApplicationScoped
class RefreshTokenGrant {

  private final RefreshTokens tokens;
  private final AccessTokens accessTokens;
  private final RefreshTokenReuse reuse;
  private final TokenDetails details;
  private final AuditTrail audit;
  private final ThisCell cell;

  @Inject
  RefreshTokenGrant(
      RefreshTokens tokens,
      AccessTokens accessTokens,
      RefreshTokenReuse reuse,
      TokenDetails details,
      AuditTrail audit,
      ThisCell cell) {
    this.cell = cell;
    this.details = details;
    this.audit = audit;
    this.tokens = tokens;
    this.accessTokens = accessTokens;
    this.reuse = reuse;
  }

  /**
   * The tokens, or why there are none. The changes of a refusal are committed.
   *
   * @throws FailureException {@link Failure.OtherCell}
   */
  Uni<TokenOutcome> refresh(Assistant client, TokenRequest.OfRefreshToken request) {
    cell.require(request.token().secret());
    Renewal renewal =
        new Renewal(
            request.token(),
            request
                .scope()
                .filter(Predicate.not(String::isBlank))
                .map(RefreshTokenGrant::normalize),
            AccessTokenId.random(),
            successor(client));
    // Get the key first: an outage of Vault must not advance the rotation.
    return accessTokens
        .signer(client)
        .chain(
            signer ->
                tokens
                    .use(client, renewal, signer.hash())
                    .chain(found -> conclude(client, request, renewal, found, signer)));
  }

  private Optional<RefreshToken> successor(Assistant client) {
    return client.tokens().refreshPolicy() == RefreshPolicy.SUCCESSOR_FIRST_USE
        ? Optional.of(new RefreshToken(cell.random()))
        : Optional.empty();
  }

  private Uni<TokenOutcome> conclude(
      Assistant client,
      TokenRequest.OfRefreshToken request,
      Renewal renewal,
      Optional<Presented> found,
      AccessTokens.Signer signer) {
    if (found.isEmpty()) {
      return TokenOutcome.refusedNow(Why.UNKNOWN);
    }
    Presented presented = found.get();
    Optional<Why> refusal = refusal(client, presented, renewal.scope());
    if (refusal.isEmpty()) {
      return audit
          .record(renewed(renewal, presented, signer))
          .chain(
              () ->
                  details.settle(
                      presented.link(),
                      renewal.accessToken(),
                      request.details(),
                      presented.richRequest()))
          .map(told -> granted(client, request, renewal, presented, told, signer));
    }
    return refusal.get() == Why.SUCCESSOR_USED
        ? reuse.endLink(presented.link()).chain(() -> TokenOutcome.refusedNow(Why.SUCCESSOR_USED))
        : TokenOutcome.refusedNow(refusal.get());
  }

  /**
   * Why the statement issued nothing, most important reason first; empty when it issued a token.
   *
   * @throws FailureException {@link Failure.ScopeNotAllowed}
   */
  static Optional<Why> refusal(Assistant client, Presented presented, Optional<String> scope) {
    if (!presented.link().assistant().equals(client.id())) {
      return Optional.of(Why.OTHER_CLIENT);
    }
    if (presented.ended()) {
      return Optional.of(Why.REVOKED);
    }
    if (presented.expired()) {
      return Optional.of(Why.EXPIRED);
    }
    if (presented.superseded()) {
      return Optional.of(Why.SUCCESSOR_USED);
    }
    narrow(presented.scope(), scope);
    // Valid when the statement began and still refused: a successor was used meanwhile.
    return presented.renewedAt().isPresent() ? Optional.empty() : Optional.of(Why.SUCCESSOR_USED);
  }

  /** A stable refresh token is its own successor. */
  private static AuditEvent renewed(
      Renewal renewal, Presented presented, AccessTokens.Signer made) {
    return new AuditEvent.TokensRefreshed(
        presented.link(),
        renewal.presented().hash(),
        new AuditEvent.Issued(
            renewal.accessToken(),
            made.hash(),
            renewal.successor().map(RefreshToken::hash).orElse(renewal.presented().hash())));
  }

  private static TokenOutcome granted(
      Assistant client,
      TokenRequest.OfRefreshToken request,
      Renewal renewal,
      Presented presented,
      Optional<AuthorizationDetails> told,
      AccessTokens.Signer signer) {
    AccessTokenClaims claims =
        AccessTokenClaims.of(
            renewal.accessToken(),
            client,
            presented.link().user(),
            narrow(presented.scope(), renewal.scope()),
            presented.renewedAt().orElseThrow());
    return TokenOutcome.granted(claims, renewal.successor().orElse(request.token()), told, signer);
  }

  /** Each word once, sorted, separated by one space: the form that the statement compares. */
  static String normalize(String scope) {
    return String.join(" ", new TreeSet<>(Arrays.asList(scope.strip().split(" +"))));
  }

  /** The requested scope "MUST NOT include any scope not originally granted" (§6). */
  static String narrow(String granted, Optional<String> asked) {
    if (asked.isEmpty()) {
      return granted;
    }
    if (!Set.of(granted.split(" ")).containsAll(Set.of(asked.get().split(" ")))) {
      throw new FailureException(new Failure.ScopeNotAllowed());
    }
    return asked.get();
  }
}
