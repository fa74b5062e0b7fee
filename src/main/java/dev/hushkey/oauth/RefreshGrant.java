package dev.hushkey.oauth;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.Failure.GrantNotUsable.Why;
import dev.hushkey.failure.FailureException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Renews an access token, <a href="https://www.rfc-editor.org/rfc/rfc6749#section-6">RFC 6749
 * §6</a>. The refresh token is stable: the same one is told again and stays valid, because the
 * assistants that we know are confidential clients that lose their link over a lost answer
 * (docs/adr/0008-stable-refresh-tokens-for-alexa.md).
 */
@ApplicationScoped
class RefreshGrant {

  private final Mutiny.SessionFactory sessions;
  private final IssuedTokens tokens;
  private final AccessTokens accessTokens;
  private final TokenDetails details;

  @Inject
  RefreshGrant(
      Mutiny.SessionFactory sessions,
      IssuedTokens tokens,
      AccessTokens accessTokens,
      TokenDetails details) {
    this.details = details;
    this.sessions = sessions;
    this.tokens = tokens;
    this.accessTokens = accessTokens;
  }

  /** The tokens, or why there are none. */
  Uni<GrantOutcome> refresh(Assistant client, TokenRequest.OfRefreshToken request) {
    return accessTokens
        .signer()
        .chain(signer -> sessions.withTransaction(s -> refresh(s, client, request, signer)));
  }

  private Uni<GrantOutcome> refresh(
      Mutiny.Session session,
      Assistant client,
      TokenRequest.OfRefreshToken request,
      AccessTokens.Signer signer) {
    return tokens
        .findRefreshToken(session, request.token().hash())
        .chain(
            found -> {
              Optional<Why> refusal = refusal(client, found);
              return refusal.isPresent()
                  ? GrantOutcome.refusedNow(refusal.get())
                  : renew(session, client, request, found.orElseThrow(), signer);
            });
  }

  static Optional<Why> refusal(Assistant client, Optional<IssuedTokens.KnownRefreshToken> found) {
    if (found.isEmpty()) {
      return Optional.of(Why.UNKNOWN);
    }
    if (!found.get().link().assistant().equals(client.id())) {
      return Optional.of(Why.OTHER_CLIENT);
    }
    return found.get().live() ? Optional.empty() : Optional.of(Why.REVOKED);
  }

  private Uni<GrantOutcome> renew(
      Mutiny.Session session,
      Assistant client,
      TokenRequest.OfRefreshToken request,
      IssuedTokens.KnownRefreshToken known,
      AccessTokens.Signer signer) {
    String scope = narrow(known.scope(), request.scope());
    return tokens
        .touch(session, request.token().hash())
        .chain(
            () ->
                tokens.recordAccessToken(
                    session, known.link().link(), client.accessTokenLifetime()))
        .chain(
            recorded ->
                details
                    .settle(
                        session,
                        known.link(),
                        recorded.id(),
                        request.details(),
                        known.richRequest())
                    .map(
                        told ->
                            GrantOutcome.granted(
                                client,
                                known.link(),
                                scope,
                                recorded,
                                request.token(),
                                told,
                                signer)));
  }

  /** The scope asked for "MUST NOT include any scope not originally granted" (§6). */
  static String narrow(String granted, Optional<String> asked) {
    if (asked.isEmpty()) {
      return granted;
    }
    Set<String> wanted = new TreeSet<>(Arrays.asList(asked.get().strip().split(" +")));
    if (!Set.of(granted.split(" ")).containsAll(wanted)) {
      throw new FailureException(new Failure.ScopeNotAllowed());
    }
    return String.join(" ", wanted);
  }
}
