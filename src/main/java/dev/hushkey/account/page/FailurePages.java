package dev.hushkey.account.page;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.wire.Outages;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;

/**
 * The error pages. While linking, they say that nothing was linked and to start again in the app;
 * in the account, that nothing was changed and the page is still there.
 */
@Singleton
public class FailurePages {

  private static final int BAD_REQUEST = 400;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int BODY_TOO_LARGE = 413;
  private static final int ADDRESS_TOO_LONG = 414;
  private static final int HEADERS_TOO_LARGE = 431;
  private static final int UNEXPECTED = 500;
  private static final int UNAVAILABLE = 503;

  private final PageAnswers answers;
  private final PageLanguage language;

  @Inject
  FailurePages(PageAnswers answers, PageLanguage language) {
    this.answers = answers;
    this.language = language;
  }

  /** All that a person needs to know about a failure; empty when it is unexpected. */
  private sealed interface Cause {
    record OutOfDate() implements Cause {}

    record DevicesChanged() implements Cause {}

    record Away(Duration retryAfter) implements Cause {}

    record NotLoggedIn() implements Cause {}

    record ByHttp(Response answer) implements Cause {}

    record Unforeseen() implements Cause {}
  }

  /** Exhaustive, like the mappings for programs. */
  private static Cause cause(Failure failure) {
    return switch (failure) {
      case Failure.PageOutOfDate _, Failure.MalformedRequest _, Failure.NotFound _ ->
          new Cause.OutOfDate();
      case Failure.Refused _ -> new Cause.DevicesChanged();
      case Failure.Unavailable f -> new Cause.Away(f.retryAfter());
      case Failure.Overloaded f -> new Cause.Away(f.retryAfter());
      case Failure.OtherCell f -> new Cause.Away(f.retryAfter());
      case Failure.CallerNotAuthenticated _, Failure.CallerNotAllowed _ -> new Cause.NotLoggedIn();
      case Failure.Overdue f -> new Cause.Away(f.retryAfter());
      case Failure.TooOften f -> new Cause.Away(f.retryAfter());
      case Failure.ClientNotAuthenticated _,
          Failure.GrantNotUsable _,
          Failure.UnsupportedGrantType _,
          Failure.ScopeNotAllowed _,
          Failure.AuthorizationDetailsNotValid _,
          Failure.TargetNotKnown _,
          Failure.GrantTypeNotAllowed _,
          Failure.PushedRequestRefused _,
          Failure.ExchangeRefused _,
          Failure.UnsupportedTokenType _,
          Failure.AttemptNotUsable _,
          Failure.RefusedByAssistant _,
          Failure.NotInThisState _,
          Failure.NotLoggedOut _,
          Failure.SealBroken _ ->
          new Cause.Unforeseen();
    };
  }

  private static Cause cause(Throwable thrown) {
    if (thrown instanceof WebApplicationException http
        && http.getResponse().getStatus() < UNEXPECTED
        && !(thrown.getCause() instanceof FailureException)) {
      Log.infof("Showed a page for %d", http.getResponse().getStatus());
      return new Cause.ByHttp(http.getResponse());
    }
    Optional<Failure> failure = Outages.classify(thrown);
    failure.ifPresentOrElse(
        known -> Log.infof("Showed a page for %s", known),
        () -> Log.errorf(thrown, "Unexpected failure of a page"));
    return failure.map(FailurePages::cause).orElseGet(Cause.Unforeseen::new);
  }

  /** The answer for anything thrown while linking. */
  public Uni<Response> whileLinking(Throwable thrown) {
    return switch (cause(thrown)) {
      case Cause.OutOfDate _ ->
          page(BAD_REQUEST, texts().pageOutOfDateTitle(), texts().pageOutOfDate());
      case Cause.DevicesChanged _ ->
          page(FORBIDDEN, texts().devicesChangedTitle(), texts().devicesChanged());
      case Cause.Away away -> unavailable(away.retryAfter().toSeconds());
      case Cause.NotLoggedIn _ -> loginFailed();
      case Cause.ByHttp refused -> refused(refused.answer());
      case Cause.Unforeseen _ -> page(UNEXPECTED, texts().unexpectedTitle(), texts().unexpected());
    };
  }

  /** The answer for anything thrown in the account. */
  public Uni<Response> inAccount(Throwable thrown) {
    return switch (cause(thrown)) {
      case Cause.OutOfDate _, Cause.DevicesChanged _ ->
          account(BAD_REQUEST, texts().pageOutOfDateTitle(), texts().accountOutOfDate());
      case Cause.Away away -> unavailable(away.retryAfter().toSeconds());
      case Cause.NotLoggedIn _ -> loginFailed();
      case Cause.ByHttp refused -> refused(refused.answer());
      case Cause.Unforeseen _ ->
          account(UNEXPECTED, texts().unexpectedTitle(), texts().accountUnexpected());
    };
  }

  /** The answer for anything thrown at an address, whatever is there. */
  public Uni<Response> at(String path, Throwable thrown) {
    return path.startsWith(AccountPaths.ASSISTANTS) ? inAccount(thrown) : whileLinking(thrown);
  }

  /** What a page says that the HTTP layer refuses, or that does not exist. */
  public static MessageView refusal(int status, Texts texts) {
    return switch (status) {
      case NOT_FOUND -> MessageView.of(texts.notFoundTitle(), texts.notFound());
      case BODY_TOO_LARGE -> MessageView.of(texts.tooMuchTitle(), texts.tooMuch());
      case ADDRESS_TOO_LONG -> MessageView.of(texts.brokenLinkTitle(), texts.brokenLink());
      case HEADERS_TOO_LARGE -> MessageView.of(texts.tooManyCookiesTitle(), texts.tooManyCookies());
      default -> MessageView.of(texts.notReadableTitle(), texts.notReadable());
    };
  }

  /** HTTP itself refuses the request, with this status and perhaps the methods that are allowed. */
  public Uni<Response> refused(Response refused) {
    int status = refused.getStatus();
    return answers
        .of(status, MessagePage.message(refusal(status, texts())))
        .map(page -> withAllow(page, refused.getHeaderString(HttpHeaders.ALLOW)));
  }

  private static Response withAllow(Response page, String allowed) {
    return allowed == null
        ? page
        : Response.fromResponse(page).header(HttpHeaders.ALLOW, allowed).build();
  }

  /** There is no trusted address to redirect to, RFC 6749 §4.1.2.1. */
  public Uni<Response> brokenLink(String parameter) {
    Log.infof("Refused an authorization request that could not be answered: %s", parameter);
    return page(BAD_REQUEST, texts().brokenLinkTitle(), texts().brokenLink());
  }

  /** Not logged in, or too late. */
  public Uni<Response> loginFailed() {
    return page(BAD_REQUEST, texts().loginFailedTitle(), texts().loginFailed());
  }

  /** A dependency is unavailable. */
  public Uni<Response> unavailable(long retryAfterSeconds) {
    return page(UNAVAILABLE, texts().unavailableTitle(), texts().unavailable())
        .map(
            page ->
                Response.fromResponse(page)
                    .header(HttpHeaders.RETRY_AFTER, Math.max(1, retryAfterSeconds))
                    .build());
  }

  private Uni<Response> page(int status, String title, String text) {
    return answers.of(status, MessagePage.message(MessageView.of(title, text)));
  }

  private Uni<Response> account(int status, String title, String text) {
    String address = AccountPaths.ASSISTANTS + "?" + language.toQuery();
    MessageView view = MessageView.of(title, text).leadingTo(address, texts().showAssistants());
    return answers.of(status, MessagePage.message(view));
  }

  private Texts texts() {
    return language.texts();
  }
}
