package dev.hushkey.oauth.token;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.Failure.GrantNotUsable.Why;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.authorize.AuthorizationCodes;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.oauth.authorize.ExpiredCodesSweep;
import dev.hushkey.oauth.issued.ExpiredTokensSweep;
import dev.hushkey.oauth.issued.IssuedTokens;
import dev.hushkey.oauth.issued.RefreshStatement;
import dev.hushkey.oauth.status.TokenRevocation;
import dev.hushkey.secret.AuthorizationCode;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** The real grants of this room, one call after the other, for tests of other rooms. */
@Singleton
public class TokenEndpointClient {

  @Inject AuthorizationCodes codes;
  @Inject AuthorizationCodeGrant codeGrant;
  @Inject RefreshTokenGrant refreshGrant;
  @Inject TokenRevocation revocation;
  @Inject IssuedTokens issued;
  @Inject ExpiredCodesSweep codesSweep;
  @Inject ExpiredTokensSweep tokensSweep;
  @Inject Mutiny.SessionFactory sessions;

  /** Either tokens, or why not. */
  public record Result(
      Optional<SecretText> accessToken, Optional<RefreshToken> refreshToken, Optional<Why> why) {}

  /** What the consent page does when the user approves. */
  public AuthorizationCode consent(
      UserId user, Assistant assistant, Map<DeviceId, Set<Action>> devices) {
    String redirectUri = assistant.client().redirectUris().iterator().next();
    String scope = String.join(" ", assistant.client().scopes());
    AuthorizationCode code = new AuthorizationCode(SecretText.random());
    await(
        codes.issue(
            user,
            new AuthorizationRequest(
                assistant, redirectUri, scope, Optional.empty(), Optional.empty()),
            devices,
            code));
    return code;
  }

  /** Exchanges a code. */
  public Result exchange(Assistant client, AuthorizationCode code) {
    String redirectUri = client.client().redirectUris().iterator().next();
    return result(
        await(
            codeGrant.exchange(
                client,
                new TokenRequest.OfCode(code, redirectUri, Optional.empty(), Optional.empty()))));
  }

  /** Refreshes; a scope that is too wide is thrown. */
  public Result refresh(Assistant client, RefreshToken token, Optional<String> scope) {
    return result(
        await(
            refreshGrant.refresh(
                client, new TokenRequest.OfRefreshToken(token, scope, Optional.empty()))));
  }

  /** RFC 7009. */
  public void revoke(Assistant client, SecretText token) {
    await(revocation.revoke(client, token));
  }

  /** Whether a refresh token would be accepted from its client, without using it. */
  public boolean isLive(RefreshToken token) {
    return await(sessions.withSession(session -> issued.findRefreshToken(session, token.hash())))
        .filter(IssuedTokens.KnownRefreshToken::live)
        .isPresent();
  }

  /** Which link was made from a code. */
  public LinkId linkOf(AuthorizationCode code) {
    return new LinkId(
        await(
            sessions.withSession(
                session ->
                    session
                        .createNativeQuery(
                            "select link_id from authorization_code where code_hash = :hash",
                            UUID.class)
                        .setParameter("hash", code.hash().toBytes())
                        .getSingleResult())));
  }

  /** Deletes what ran out. */
  public void sweep() {
    await(codesSweep.sweep());
    await(tokensSweep.sweep());
    await(tokensSweep.sweepEndedLinks());
  }

  /** How long an ended generation stays known. */
  public static int rememberedGenerations() {
    return RefreshStatement.REMEMBERED_GENERATIONS;
  }

  private static Result result(TokenOutcome outcome) {
    return switch (outcome) {
      case TokenOutcome.Granted granted -> {
        GrantedTokens tokens = await(granted.tokens());
        yield new Result(
            Optional.of(tokens.accessToken()),
            Optional.of(tokens.refreshToken()),
            Optional.empty());
      }
      case TokenOutcome.Refused(Why why) ->
          new Result(Optional.empty(), Optional.empty(), Optional.of(why));
    };
  }

  /** Waits for what a reactive method ends with; fails as it does. */
  public static <T> T await(Uni<T> work) {
    try {
      return VertxContextSupport.subscribeAndAwait(() -> work);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
