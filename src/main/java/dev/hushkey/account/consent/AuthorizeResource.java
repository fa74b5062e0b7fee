package dev.hushkey.account.consent;

import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.FailurePages;
import dev.hushkey.account.page.PageAnswers;
import dev.hushkey.account.page.PageLanguage;
import dev.hushkey.oauth.authorize.AuthorizationReading;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.oauth.authorize.AuthorizationRequestResolver;
import dev.hushkey.oauth.request.RequestParameters;
import dev.hushkey.wire.Issuer;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;

/**
 * The authorization endpoint, <a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.1">RFC 6749
 * §3.1</a>. It needs no log-in, so that a broken request is reported before anybody types a
 * password.
 */
@Path(AccountPaths.AUTHORIZE)
public class AuthorizeResource {

  private final AuthorizationRequestResolver intake;
  private final FailurePages failurePages;
  private final Issuer issuer;
  private final PageLanguage language;

  @Inject
  AuthorizeResource(
      AuthorizationRequestResolver intake,
      FailurePages failurePages,
      Issuer issuer,
      PageLanguage language) {
    this.intake = intake;
    this.failurePages = failurePages;
    this.issuer = issuer;
    this.language = language;
  }

  /** Leads on to the consent page, back to the assistant with an error, or to an error page. */
  @GET
  public Uni<Response> authorize(@Context UriInfo uri) {
    return intake.arriving(RequestParameters.of(uri.getQueryParameters())).chain(this::lead);
  }

  private Uni<Response> lead(AuthorizationReading reading) {
    return switch (reading) {
      case AuthorizationReading.Valid(AuthorizationRequest request) -> toConsent(request);
      case AuthorizationReading.Answered(AuthorizationRequest request) -> toConsent(request);
      case AuthorizationReading.ErrorRedirect redirect -> {
        Log.infof("Refused an authorization request: %s", redirect.why());
        yield seeOther(redirect.location());
      }
      case AuthorizationReading.ErrorPage page -> failurePages.brokenLink(page.parameter());
    };
  }

  private Uni<Response> toConsent(AuthorizationRequest request) {
    return seeOther(URI.create(issuer.at(ConsentResource.addressOf(request, language))));
  }

  private static Uni<Response> seeOther(URI location) {
    return Uni.createFrom().item(PageAnswers.seeOther(location));
  }
}
