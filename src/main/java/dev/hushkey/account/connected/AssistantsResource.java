package dev.hushkey.account.connected;

import dev.hushkey.account.login.LoggedIn;
import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.CsrfTokens;
import dev.hushkey.account.page.FailurePages;
import dev.hushkey.account.page.PageAnswers;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.request.RequestParameters;
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
  private final DoneNotices notices;
  private final FailurePages failurePages;
  private final LoggedIn loggedIn;
  private final ConnectedAssistantsPage page;

  @Inject
  AssistantsResource(
      ConnectedAssistants connected,
      CsrfTokens csrfTokens,
      DoneNotices notices,
      FailurePages failurePages,
      LoggedIn loggedIn,
      ConnectedAssistantsPage page) {
    this.connected = connected;
    this.csrfTokens = csrfTokens;
    this.notices = notices;
    this.failurePages = failurePages;
    this.loggedIn = loggedIn;
    this.page = page;
  }

  /**
   * Shows the page.
   *
   * @param done what a form just did, as {@link DoneNotices} wrote it; any other value shows no
   *     notice
   */
  @GET
  public Uni<Response> show(@QueryParam("done") String done) {
    return page.show(OK, notices.textOf(done), Optional.empty());
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
              .replaceWith(
                  () -> PageAnswers.seeOther(notices.pageThatSays(DoneNotices.Done.UNLINKED)));
      case AssistantsForm.Decision.LogOut _ -> loggedIn.end().map(PageAnswers::seeOther);
    };
  }

  private Uni<Response> narrow(AssistantsForm.Decision.Narrow narrow) {
    if (narrow.kept().isEmpty()) {
      return page.show(BAD_REQUEST, "", Optional.of(narrow.link()));
    }
    return connected
        .narrow(loggedIn.person().user(), narrow.link(), narrow.kept())
        .replaceWith(() -> PageAnswers.seeOther(notices.pageThatSays(DoneNotices.Done.NARROWED)));
  }

  /** People get a page and not JSON, also for outages and unexpected errors. */
  @ServerExceptionMapper
  Uni<Response> onFailure(Throwable thrown) {
    return failurePages.inAccount(thrown);
  }
}
