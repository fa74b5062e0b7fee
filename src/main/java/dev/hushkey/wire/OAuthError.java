package dev.hushkey.wire;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.Refusal;
import java.time.Duration;

/**
 * The error answer of the authorization server's endpoints: the only class that writes <a
 * href="https://www.rfc-editor.org/rfc/rfc6749#section-5.2">RFC 6749 §5.2</a>.
 *
 * <p>§5.2 has no code for "a part of us is down"; we answer {@code temporarily_unavailable} (named
 * in §4.1.2.1) with status 503, because any code of §5.2 makes an assistant delete a healthy link.
 *
 * @param retryAfter null where a retry does not help
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OAuthError(
    @JsonIgnore int status,
    @JsonProperty("error") String error,
    @JsonProperty("error_description") String description,
    @JsonIgnore Duration retryAfter) {

  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int UNAVAILABLE = 503;

  /**
   * The answer for a failure. Exhaustive: a new failure does not compile until it is listed here.
   */
  public static OAuthError of(Failure failure) {
    return switch (failure) {
      case Failure.MalformedRequest f ->
          bad("invalid_request", "parameter '" + f.parameter() + "': " + f.hint());
      case Failure.ClientNotAuthenticated _ ->
          new OAuthError(UNAUTHORIZED, "invalid_client", "client authentication failed", null);
      // Callers cannot tell unknown, expired, used and revoked apart; the reason goes to the log.
      case Failure.GrantNotUsable _ -> bad("invalid_grant", "the grant is not valid");
      case Failure.UnsupportedGrantType _ ->
          bad("unsupported_grant_type", "use a grant type that the metadata lists");
      case Failure.ScopeNotAllowed _ -> bad("invalid_scope", "the scope is not valid");
      case Failure.AuthorizationDetailsNotValid f -> bad("invalid_authorization_details", f.hint());
      case Failure.TargetNotKnown _ ->
          bad("invalid_target", "this client cannot get tokens for that resource");
      case Failure.GrantTypeNotAllowed _ ->
          bad("unauthorized_client", "this client may not use this grant type");
      case Failure.PushedRequestRefused f -> bad(f.error(), f.description());
      case Failure.ExchangeRefused f -> exchangeRefused(f.refusal());
      case Failure.UnsupportedTokenType _ ->
          bad("unsupported_token_type", "this kind of token cannot be revoked here");
      case Failure.CallerNotAuthenticated _ ->
          new OAuthError(UNAUTHORIZED, "invalid_token", "the access token is not valid", null);
      case Failure.CallerNotAllowed _ ->
          new OAuthError(403, "insufficient_scope", "the access token does not allow this", null);
      case Failure.PageOutOfDate _ ->
          bad("invalid_request", "the page is out of date; start again");
      case Failure.AttemptNotUsable _ -> bad("invalid_request", "the attempt is not valid");
      case Failure.NotLoggedOut _ -> bad("invalid_request", "the user cannot be logged out");
      case Failure.RefusedByAssistant _ -> bad("invalid_request", "the assistant refused");
      case Failure.NotInThisState f -> bad("invalid_request", f.detail());
      case Failure.NotFound f -> bad("invalid_request", "no such " + f.what());
      case Failure.Refused _ -> new OAuthError(403, "access_denied", "not allowed", null);
      case Failure.Unavailable f -> later(f.retryAfter());
      case Failure.Overloaded f -> later(f.retryAfter());
      case Failure.Overdue f -> later(f.retryAfter(), "no answer in time; try again later");
      case Failure.TooOften f -> later(f.retryAfter());
      // Whatever else it was, an assistant might delete a healthy link for it.
      case Failure.OtherCell f -> later(f.retryAfter(), "of another cell; nothing was decided");
      case Failure.SealBroken _ -> unknown();
    };
  }

  /** A refusal of HTTP itself, such as a wrong method; RFC 6749 §5.2 has one error for all. */
  public static OAuthError http(int status, String title) {
    return new OAuthError(status, "invalid_request", title, null);
  }

  /** The answer for anything unexpected: no details. */
  public static OAuthError unknown() {
    return new OAuthError(500, "server_error", "an unexpected error", null);
  }

  /**
   * RFC 8693 §2.2.2 requires {@code invalid_request} for an invalid token. For other refusals we
   * use {@code access_denied}, which RFC 8628 §3.5 added to the token endpoint.
   */
  private static OAuthError exchangeRefused(Refusal refusal) {
    return switch (refusal) {
      case TOKEN_NOT_LIVE, LINK_REVOKED ->
          bad("invalid_request", "subject_token: " + refusal.wireName());
      default -> bad("access_denied", refusal.wireName());
    };
  }

  private static OAuthError bad(String error, String description) {
    return new OAuthError(BAD_REQUEST, error, description, null);
  }

  private static OAuthError later(Duration retryAfter) {
    return later(retryAfter, "try again later; nothing was lost");
  }

  private static OAuthError later(Duration retryAfter, String description) {
    return new OAuthError(UNAVAILABLE, "temporarily_unavailable", description, retryAfter);
  }
}
