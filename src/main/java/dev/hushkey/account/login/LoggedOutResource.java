package dev.hushkey.account.login;

import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.FailurePages;
import dev.hushkey.account.page.MessagePage;
import dev.hushkey.account.page.MessageView;
import dev.hushkey.account.page.PageAnswers;
import dev.hushkey.account.page.PageLanguage;
import dev.hushkey.account.page.Texts;
import dev.hushkey.wire.Issuer;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;

/**
 * Where Keycloak sends a browser after a log-out. After "not you?" the same request starts again;
 * after any other log-out there is nothing more to do.
 */
@Path(AccountPaths.LOGGED_OUT)
public class LoggedOutResource {

  private static final int OK = 200;

  private final LogOutProof proof;
  private final Issuer issuer;
  private final FailurePages failurePages;
  private final PageAnswers answers;
  private final PageLanguage language;

  @Inject
  LoggedOutResource(
      LogOutProof proof,
      Issuer issuer,
      FailurePages failurePages,
      PageAnswers answers,
      PageLanguage language) {
    this.proof = proof;
    this.issuer = issuer;
    this.failurePages = failurePages;
    this.answers = answers;
    this.language = language;
  }

  /**
   * Redirects to our own authorization endpoint and nowhere else; it treats the request as
   * untrusted.
   *
   * @param query the request, as {@link LoggedIn#endAndRepeat} passed it on, or the proof of a
   *     log-out that nothing follows; without either, the account is shown
   */
  @GET
  public Uni<Response> again(@QueryParam("state") String query) {
    if (query == null || query.isEmpty() || LogOutProof.isClaimed(query)) {
      return query != null && proof.isValid(query) ? loggedOut() : howThingsAre();
    }
    try {
      URI authorize = URI.create(issuer.at(AccountPaths.AUTHORIZE) + "?" + query);
      return Uni.createFrom().item(PageAnswers.seeOther(authorize));
    } catch (IllegalArgumentException notAQuery) {
      return failurePages.brokenLink("state");
    }
  }

  /** The account: it asks for a log-in, or says who is logged in. */
  private Uni<Response> howThingsAre() {
    URI account = URI.create(issuer.at(AccountPaths.ASSISTANTS) + "?" + language.toQuery());
    return Uni.createFrom().item(PageAnswers.seeOther(account));
  }

  private Uni<Response> loggedOut() {
    Texts texts = language.texts();
    String address = AccountPaths.ASSISTANTS + "?" + language.toQuery();
    MessageView view =
        MessageView.of(texts.loggedOutTitle(), texts.loggedOut())
            .leadingTo(address, texts.logInAgain());
    return answers.of(OK, MessagePage.message(view));
  }
}
