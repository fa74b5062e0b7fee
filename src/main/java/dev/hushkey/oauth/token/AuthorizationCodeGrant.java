package dev.hushkey.oauth.token;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.audit.Actor;
import dev.hushkey.audit.AuditEvent;
import dev.hushkey.audit.AuditTrail;
import dev.hushkey.cell.ThisCell;
import dev.hushkey.failure.Failure.GrantNotUsable.Why;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.Consent;
import dev.hushkey.link.Ending;
import dev.hushkey.link.Links;
import dev.hushkey.link.NewLink;
import dev.hushkey.oauth.authorize.AuthorizationCodes;
import dev.hushkey.oauth.authorize.PresentedCode;
import dev.hushkey.oauth.issued.AccessTokenClaims;
import dev.hushkey.oauth.issued.AccessTokens;
import dev.hushkey.oauth.issued.FirstTokens;
import dev.hushkey.oauth.issued.TokenDetails;
import dev.hushkey.oauth.request.CodeChallenge;
import dev.hushkey.secret.RefreshToken;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Exchanges a code for a link and its tokens, <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3">RFC 6749 §4.1.3</a>, in one
 * transaction: a code is never used up unless the assistant's tokens are stored.
 */
@ApplicationScoped
class AuthorizationCodeGrant {

  /** The end reason of a link whose code was used twice: one of the two senders is a thief. */
  static final String CODE_REPLAYED = "code-replayed";

  private final Mutiny.SessionFactory sessions;
  private final AuthorizationCodes codes;
  private final AccessTokens accessTokens;
  private final Links links;
  private final AuditTrail audit;
  private final TokenDetails details;
  private final ThisCell cell;

  @Inject
  AuthorizationCodeGrant(
      Mutiny.SessionFactory sessions,
      AuthorizationCodes codes,
      AccessTokens accessTokens,
      Links links,
      AuditTrail audit,
      TokenDetails details,
      ThisCell cell) {
    this.cell = cell;
    this.sessions = sessions;
    this.codes = codes;
    this.accessTokens = accessTokens;
    this.links = links;
    this.audit = audit;
    this.details = details;
  }

  /** What every step of one exchange needs. */
  record Exchange(
      Mutiny.Session session,
      Assistant client,
      TokenRequest.OfCode request,
      AccessTokens.Signer signer) {}

  /** The tokens, or why there are none. The changes of a refusal are committed. */
  Uni<TokenOutcome> exchange(Assistant client, TokenRequest.OfCode request) {
    cell.require(request.code().secret());
    // Get the key first: an outage of Vault must not use up the code.
    return accessTokens
        .signer(client)
        .chain(
            signer ->
                sessions.withTransaction(
                    session -> judge(new Exchange(session, client, request, signer))));
  }

  private Uni<TokenOutcome> judge(Exchange exchange) {
    return codes
        .lock(exchange.session(), exchange.request().code().hash())
        .chain(
            found ->
                found
                    .map(code -> judge(exchange, code))
                    .orElseGet(() -> TokenOutcome.refusedNow(Why.UNKNOWN)));
  }

  private Uni<TokenOutcome> judge(Exchange exchange, PresentedCode code) {
    return refusal(exchange.client(), exchange.request(), code)
        .map(why -> refuse(exchange, code, why))
        .orElseGet(() -> establish(exchange, code.consent()));
  }

  /** Everything that can be wrong with an existing code, most important first. */
  static Optional<Why> refusal(Assistant client, TokenRequest.OfCode request, PresentedCode code) {
    if (!code.consent().assistant().equals(client.id())) {
      return Optional.of(Why.OTHER_CLIENT);
    }
    return switch (code.status()) {
      case USED -> Optional.of(Why.USED_BEFORE);
      case OVERTAKEN -> Optional.of(Why.OVERTAKEN);
      case EXPIRED -> Optional.of(Why.EXPIRED);
      case USABLE -> refusalOfUsable(request, code);
    };
  }

  private static Optional<Why> refusalOfUsable(TokenRequest.OfCode request, PresentedCode code) {
    if (!code.redirectUri().equals(request.redirectUri())) {
      return Optional.of(Why.OTHER_REDIRECT_URI);
    }
    return isProven(code.challenge(), request.codeVerifier())
        ? Optional.empty()
        : Optional.of(Why.WRONG_CODE_VERIFIER);
  }

  /** A verifier without a challenge is refused too: the challenge was removed on the way. */
  private static boolean isProven(Optional<CodeChallenge> challenge, Optional<String> verifier) {
    return challenge.isPresent() == verifier.isPresent()
        && challenge.map(expected -> expected.matches(verifier.orElseThrow())).orElse(true);
  }

  private Uni<TokenOutcome> refuse(Exchange exchange, PresentedCode code, Why why) {
    Optional<LinkRef> link = why == Why.USED_BEFORE ? code.linkRef() : Optional.empty();
    return link.map(replayed -> endLink(exchange.session(), replayed))
        .orElseGet(() -> Uni.createFrom().voidItem())
        .chain(() -> TokenOutcome.refusedNow(why));
  }

  private Uni<Void> endLink(Mutiny.Session session, LinkRef link) {
    return links
        .end(session, link, Ending.by(Actor.assistant(link.assistant()), CODE_REPLAYED))
        .chain(() -> audit.record(session, new AuditEvent.CodeReplayed(link)));
  }

  private Uni<TokenOutcome> establish(Exchange exchange, Consent consent) {
    return links
        .establish(exchange.session(), consent, exchange.client().linksPerUser())
        .chain(made -> issue(exchange, consent, made));
  }

  private static AuditEvent linkMade(Consent consent, NewLink made) {
    return new AuditEvent.LinkMade(
        Actor.assistant(made.ref().assistant()), made.ref(), consent.code(), made.allowed());
  }

  private Uni<TokenOutcome> issue(Exchange exchange, Consent consent, NewLink made) {
    FirstTokens tokens =
        new FirstTokens(
            made.ref(),
            exchange.client(),
            consent.scope(),
            AccessTokenId.random(),
            exchange.signer().hash(),
            new RefreshToken(cell.random()));
    return codes
        .use(exchange.session(), consent.code(), tokens)
        .call(
            () ->
                audit.recordAll(
                    exchange.session(), List.of(linkMade(consent, made), tokens.issued())))
        .chain(claims -> answer(exchange, consent, tokens, claims));
  }

  private Uni<TokenOutcome> answer(
      Exchange exchange, Consent consent, FirstTokens tokens, AccessTokenClaims claims) {
    return details
        .settle(
            exchange.session(),
            tokens.link(),
            claims.id(),
            exchange.request().details(),
            consent.richRequest())
        .map(told -> TokenOutcome.granted(claims, tokens.refreshToken(), told, exchange.signer()));
  }
}
