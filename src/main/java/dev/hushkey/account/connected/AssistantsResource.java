package dev.hushkey.account.connected;

import dev.hushkey.account.login.LoggedIn;
import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.CsrfTokens;
import dev.hushkey.account.page.FailurePages;
import dev.hushkey.account.page.PageAnswers;
import dev.hushkey.account.page.PageLanguage;
import dev.hushkey.account.page.Texts;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.request.RequestParameters;
import dev.hushkey.wire.Issuer;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Connected assistants: users see, narrow and end their own links. Requires a log-in (OIDC tenant
 * {@code login}).
 */
@Path(AccountPaths.ASSISTANTS)
@Authenticated
public class AssistantsResource {

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private final ConnectedAssistants connected;
  private final CsrfTokens csrfTokens;
  private final FailurePages failurePages;
  private final LoggedIn loggedIn;
  private final ConnectedAssistantsPage page;
  private final PageLanguage language;
  private final Issuer issuer;

  @Inject
  AssistantsResource(
      ConnectedAssistants connected,
      CsrfTokens csrfTokens,
      FailurePages failurePages,
      LoggedIn loggedIn,
      ConnectedAssistantsPage page,
      PageLanguage language,
      Issuer issuer) {
    this.connected = connected;
    this.csrfTokens = csrfTokens;
    this.failurePages = failurePages;
    this.loggedIn = loggedIn;
    this.page = page;
    this.language = language;
    this.issuer = issuer;
  }

  /** What was just done, shown on the page after a form is submitted. */
  enum Done {
    NARROWED,
    UNLINKED
  }

  /**
   * Shows the page.
   *
   * @param done as our forms set it; any other value shows no notice
   */
  @GET
  public Uni<Response> show(@QueryParam("done") String done) {
    Texts texts = language.texts();
    String notice =
        Done.NARROWED.name().equals(done)
            ? texts.narrowed()
            : Done.UNLINKED.name().equals(done) ? texts.unlinked() : "";
    return page.show(OK, notice, Optional.empty());
  }

  /** Does what the person decided and redirects to the page, so that a reload repeats nothing. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> decide(MultivaluedMap<String, String> fields) {
    AssistantsForm form = AssistantsForm.read(RequestParameters.of(fields));
    if (!csrfTokens.matches(form.csrf(), loggedIn.person(), AccountPaths.ASSISTANTS)) {
      throw new FailureException(new Failure.PageOutOfDate());
    }
    return switch (form.decision()) {
      case AssistantsForm.Decision.Narrow narrow -> narrow(narrow);
      case AssistantsForm.Decision.Unlink unlink ->
          connected
              .unlink(loggedIn.person().user(), unlink.link())
              .replaceWith(() -> backToThePage(Done.UNLINKED));
      case AssistantsForm.Decision.LogOut _ -> loggedIn.end().map(PageAnswers::seeOther);
    };
  }

  private Uni<Response> narrow(AssistantsForm.Decision.Narrow narrow) {
    if (narrow.kept().isEmpty()) {
      return page.show(BAD_REQUEST, "", Optional.of(narrow.link()));
    }
    return connected
        .narrow(loggedIn.person().user(), narrow.link(), narrow.kept())
        .replaceWith(() -> backToThePage(Done.NARROWED));
  }

  private Response backToThePage(Done done) {
    return PageAnswers.seeOther(URI.create(issuer.at(page.address()) + "&done=" + done));
  }

  /** People get a page and not JSON, also for outages and unexpected errors. */
  @ServerExceptionMapper
  Uni<Response> onFailure(Throwable thrown) {
    return failurePages.inAccount(thrown);
  }
}
