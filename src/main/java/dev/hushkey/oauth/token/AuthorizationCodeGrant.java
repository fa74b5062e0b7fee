package dev.hushkey.oauth.token;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.failure.Failure.GrantNotUsable.Why;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.ConsentedDevice;
import dev.hushkey.link.Links;
import dev.hushkey.oauth.authorize.AuthorizationCodeRow;
import dev.hushkey.oauth.authorize.AuthorizationCodes;
import dev.hushkey.oauth.issued.AccessTokens;
import dev.hushkey.oauth.issued.IssuedTokens;
import dev.hushkey.oauth.issued.TokenDetails;
import dev.hushkey.oauth.request.CodeChallenge;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Exchanges a code for a link and its tokens, <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749 §4.1.3</a>, in one
 * transaction: a code is never used up without the assistant's tokens being on record.
 */
@ApplicationScoped
class AuthorizationCodeGrant {

  /** Why a link ended whose code came twice: one of the two senders is a thief. */
  static final String CODE_REPLAYED = "code-replayed";

  private final Mutiny.SessionFactory sessions;
  private final AuthorizationCodes codes;
  private final IssuedTokens tokens;
  private final AccessTokens accessTokens;
  private final Links links;
  private final AuditTrail audit;
  private final TokenDetails details;

  @Inject
  AuthorizationCodeGrant(
      Mutiny.SessionFactory sessions,
      AuthorizationCodes codes,
      IssuedTokens tokens,
      AccessTokens accessTokens,
      Links links,
      AuditTrail audit,
      TokenDetails details) {
    this.sessions = sessions;
    this.codes = codes;
    this.tokens = tokens;
    this.accessTokens = accessTokens;
    this.links = links;
    this.audit = audit;
    this.details = details;
  }

  /** The tokens, or why there are none. What a refusal changes is committed. */
  Uni<TokenOutcome> exchange(Assistant client, TokenRequest.OfCode request) {
    // The key first: an outage of Vault must not use up the code.
    return accessTokens
        .signer(client)
        .chain(signer -> sessions.withTransaction(s -> exchange(s, client, request, signer)));
  }

  private Uni<TokenOutcome> exchange(
      Mutiny.Session session,
      Assistant client,
      TokenRequest.OfCode request,
      AccessTokens.Signer signer) {
    return codes
        .lock(session, request.code().hash())
        .chain(
            found ->
                found.isEmpty()
                    ? TokenOutcome.refusedNow(Why.UNKNOWN)
                    : judge(session, client, request, found.get(), signer));
  }

  private Uni<TokenOutcome> judge(
      Mutiny.Session session,
      Assistant client,
      TokenRequest.OfCode request,
      AuthorizationCodeRow code,
      AccessTokens.Signer signer) {
    return codes
        .standing(session, request.code().hash())
        .map(standing -> refusal(client, request, code, standing))
        .chain(
            why ->
                why.isEmpty()
                    ? establish(session, client, request, code, signer)
                    : refuse(session, code, why.get()));
  }

  /** Everything that can be wrong with a code that exists, in the order of what matters most. */
  static Optional<Why> refusal(
      Assistant client,
      TokenRequest.OfCode request,
      AuthorizationCodeRow code,
      AuthorizationCodes.Standing standing) {
    if (!code.assistantId().equals(client.id())) {
      return Optional.of(Why.OTHER_CLIENT);
    }
    if (code.usedAt != null) {
      return Optional.of(Why.USED_BEFORE);
    }
    if (standing != AuthorizationCodes.Standing.USABLE) {
      boolean expired = standing == AuthorizationCodes.Standing.EXPIRED;
      return Optional.of(expired ? Why.EXPIRED : Why.REVOKED);
    }
    if (!code.redirectUri.equals(request.redirectUri())) {
      return Optional.of(Why.OTHER_REDIRECT_URI);
    }
    return isProven(code.challenge(), request.codeVerifier())
        ? Optional.empty()
        : Optional.of(Why.WRONG_CODE_VERIFIER);
  }

  /** A verifier without a challenge is refused too: somebody took the challenge out on the way. */
  private static boolean isProven(Optional<CodeChallenge> challenge, Optional<String> verifier) {
    return challenge.isPresent() == verifier.isPresent()
        && challenge.map(expected -> expected.matches(verifier.orElseThrow())).orElse(true);
  }

  private Uni<TokenOutcome> refuse(Mutiny.Session session, AuthorizationCodeRow code, Why why) {
    Optional<LinkId> link = why == Why.USED_BEFORE ? code.link() : Optional.empty();
    if (link.isEmpty()) {
      return TokenOutcome.refusedNow(why);
    }
    LinkRef ref = new LinkRef(code.assistantId(), link.get(), code.user());
    return links
        .end(session, ref.link(), CODE_REPLAYED)
        .call(() -> audit.record(session, new AuditEvent.CodeReplayed(ref)))
        .chain(() -> TokenOutcome.refusedNow(why));
  }

  private Uni<TokenOutcome> establish(
      Mutiny.Session session,
      Assistant client,
      TokenRequest.OfCode request,
      AuthorizationCodeRow code,
      AccessTokens.Signer signer) {
    TokenHash hash = request.code().hash();
    return codes
        .devices(session, hash)
        .chain(devices -> establishLink(session, client, code, devices))
        .call(link -> codes.markUsed(session, hash, link.link()))
        .chain(link -> issue(session, client, link, request, code, signer));
  }

  private Uni<LinkRef> establishLink(
      Mutiny.Session session,
      Assistant client,
      AuthorizationCodeRow code,
      List<ConsentedDevice> devices) {
    return links
        .establish(
            session, code.user(), client.id(), code.scope, code.richRequest, code.issuedAt, devices)
        .call(link -> audit.record(session, linkMade(client, link, devices)));
  }

  private static AuditEvent linkMade(
      Assistant client, LinkRef link, List<ConsentedDevice> devices) {
    return new AuditEvent.LinkMade(
        Actor.assistant(client.id()),
        link,
        devices.stream().map(ConsentedDevice::device).collect(Collectors.toSet()));
  }

  private Uni<TokenOutcome> issue(
      Mutiny.Session session,
      Assistant client,
      LinkRef link,
      TokenRequest.OfCode request,
      AuthorizationCodeRow code,
      AccessTokens.Signer signer) {
    RefreshToken refreshToken = new RefreshToken(SecretText.random());
    return tokens
        .recordRefreshToken(session, link.link(), refreshToken, client.refreshTokenLifetime())
        .chain(
            () ->
                tokens.recordAccessToken(
                    session, link.link(), code.scope, client.accessTokenLifetime(), signer.hash()))
        .chain(
            recorded ->
                details
                    .settle(session, link, recorded.id(), request.details(), code.richRequest)
                    .map(
                        told ->
                            TokenOutcome.granted(
                                client, link, code.scope, recorded, refreshToken, told, signer)));
  }
}
