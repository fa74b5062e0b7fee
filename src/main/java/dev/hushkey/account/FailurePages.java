package dev.hushkey.account;

import dev.hushkey.failure.Failure;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;

/** What a person is told when there is no page to show. */
@Singleton
class FailurePages {

  private final Texts texts;

  @Inject
  FailurePages(Texts texts) {
    this.texts = texts;
  }

  /** The answer for a failure. Total, like the mappings for programs. */
  Uni<Response> of(Failure failure) {
    return switch (failure) {
      case Failure.PageOutOfDate _, Failure.MalformedRequest _ ->
          page(400, texts.pageOutOfDateTitle(), texts.pageOutOfDate());
      case Failure.Refused _ -> page(403, texts.devicesChangedTitle(), texts.devicesChanged());
      case Failure.Unavailable f -> later(f.retryAfter());
      case Failure.Overloaded f -> later(f.retryAfter());
      case Failure.NotFound _,
          Failure.ClientNotAuthenticated _,
          Failure.GrantNotUsable _,
          Failure.UnsupportedGrantType _,
          Failure.ScopeNotAllowed _,
          Failure.UnsupportedTokenType _,
          Failure.CallerNotAuthenticated _,
          Failure.CallerNotAllowed _,
          Failure.AttemptNotUsable _,
          Failure.RefusedByAssistant _,
          Failure.SealBroken _ ->
          unexpected();
    };
  }

  /** Nobody knows where to send the browser, RFC 6749 §4.1.2.1. */
  Uni<Response> brokenLink(String parameter) {
    Log.infof("Refused an authorization request that could not be answered: %s", parameter);
    return page(400, texts.brokenLinkTitle(), texts.brokenLink());
  }

  /** Nobody foresaw this, so nothing is told. */
  Uni<Response> unexpected() {
    return page(500, texts.unexpectedTitle(), texts.unexpected());
  }

  /** Nobody logged in, or too late. */
  Uni<Response> loginFailed() {
    return page(400, texts.loginFailedTitle(), texts.loginFailed());
  }

  private Uni<Response> later(Duration retryAfter) {
    return page(503, texts.unavailableTitle(), texts.unavailable())
        .map(
            page ->
                Response.fromResponse(page)
                    .header(HttpHeaders.RETRY_AFTER, retryAfter.toSeconds())
                    .build());
  }

  private static Uni<Response> page(int status, String title, String text) {
    return PageAnswer.of(status, Pages.message(title, text));
  }
}
