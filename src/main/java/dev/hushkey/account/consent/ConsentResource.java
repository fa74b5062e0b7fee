package dev.hushkey.account.consent;

import dev.hushkey.account.connection.Connection;
import dev.hushkey.account.connection.ConnectionTexts;
import dev.hushkey.account.login.LoggedIn;
import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.CsrfTokens;
import dev.hushkey.account.page.FailurePages;
import dev.hushkey.account.page.FormTargets;
import dev.hushkey.account.page.MessagePage;
import dev.hushkey.account.page.MessageView;
import dev.hushkey.account.page.PageAnswers;
import dev.hushkey.account.page.PageLanguage;
import dev.hushkey.account.page.Person;
import dev.hushkey.account.page.VendorWording;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.DisplayName;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.authorize.AuthorizationReading;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.oauth.authorize.AuthorizationRequestResolver;
import dev.hushkey.oauth.request.RequestParameters;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * The consent page: per device, what the assistant may do. Only for people who logged in (OIDC
 * tenant {@code login}). The authorization request is in the page's address and is parsed each
 * time, so nothing has to be stored before the user approves.
 */
@Path(AccountPaths.CONSENT)
@Authenticated
public class ConsentResource {

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;

  private final AuthorizationRequestResolver intake;
  private final ConsentDecisions decisions;
  private final CsrfTokens csrfTokens;
  private final FailurePages failurePages;
  private final LoggedIn loggedIn;
  private final PageAnswers answers;
  private final PageLanguage language;

  @Inject
  ConsentResource(
      AuthorizationRequestResolver intake,
      ConsentDecisions decisions,
      CsrfTokens csrfTokens,
      FailurePages failurePages,
      LoggedIn loggedIn,
      PageAnswers answers,
      PageLanguage language) {
    this.intake = intake;
    this.decisions = decisions;
    this.csrfTokens = csrfTokens;
    this.failurePages = failurePages;
    this.loggedIn = loggedIn;
    this.answers = answers;
    this.language = language;
  }

  /** The address of this page for a request, below our base address. */
  static String addressOf(AuthorizationRequest request, PageLanguage language) {
    return AccountPaths.CONSENT + "?" + request.toShortQuery() + "&" + language.toQuery();
  }

  /** Shows the page. */
  @GET
  public Uni<Response> show(@Context UriInfo uri) {
    return withRequest(
        uri,
        request -> page(OK, request, _ -> Map.of(), Remark.NONE),
        request -> decisions.answered(loggedIn.person(), request).chain(this::answer));
  }

  /** Does what the person decided. */
  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  public Uni<Response> decide(@Context UriInfo uri, MultivaluedMap<String, String> fields) {
    Answer answer = request -> decide(request, ConsentForm.read(RequestParameters.of(fields)));
    return withRequest(uri, answer, answer);
  }

  private interface Answer {
    Uni<Response> to(AuthorizationRequest request);
  }

  private Uni<Response> withRequest(UriInfo uri, Answer answer, Answer ifAnswered) {
    return intake
        .underway(RequestParameters.of(uri.getQueryParameters()))
        .chain(reading -> withRequest(reading, answer, ifAnswered));
  }

  private Uni<Response> withRequest(
      AuthorizationReading reading, Answer answer, Answer ifAnswered) {
    return switch (reading) {
      case AuthorizationReading.Valid valid -> answer.to(valid.request());
      case AuthorizationReading.Answered answered -> ifAnswered.to(answered.request());
      case AuthorizationReading.ErrorRedirect redirect -> seeOther(redirect.location());
      case AuthorizationReading.ErrorPage page -> failurePages.brokenLink(page.parameter());
    };
  }

  private Uni<Response> decide(AuthorizationRequest request, ConsentForm form) {
    if (!csrfTokens.matches(form.csrf(), loggedIn.person(), request)) {
      throw new FailureException(new Failure.PageOutOfDate());
    }
    return switch (form.decision()) {
      case ConsentForm.Decision.Approve _ -> approve(request, form);
      case ConsentForm.Decision.Cancel _ -> cancel(request);
      case ConsentForm.Decision.LogOut _ ->
          loggedIn.endAndRepeat(request).map(PageAnswers::seeOther);
      case ConsentForm.Decision.TickAll wish ->
          page(OK, request, offers -> offers.tickAll(form.consent(), wish), Remark.NONE);
      case ConsentForm.Decision.Disconnect old ->
          decisions
              .disconnect(user(), old.link())
              .chain(() -> page(OK, request, _ -> form.consent(), Remark.DISCONNECTED));
    };
  }

  private Uni<Response> approve(AuthorizationRequest request, ConsentForm form) {
    if (form.consent().isEmpty()) {
      return page(BAD_REQUEST, request, _ -> form.consent(), Remark.NOTHING_TICKED);
    }
    return decisions.approve(loggedIn.person(), request, form).chain(this::answer);
  }

  private Uni<Response> cancel(AuthorizationRequest request) {
    return decisions.cancel(loggedIn.person(), request).chain(this::answer);
  }

  private Uni<Response> answer(ConsentAnswer answer) {
    return switch (answer) {
      case ConsentAnswer.Back(URI address) -> seeOther(address);
      case ConsentAnswer.Told(MessageView view) ->
          answers.of(BAD_REQUEST, MessagePage.message(view));
    };
  }

  private UserId user() {
    return loggedIn.person().user();
  }

  /** What there is to say about what the person just did. */
  private enum Remark {
    NONE,
    NOTHING_TICKED,
    DISCONNECTED
  }

  private Uni<Response> page(
      int status, AuthorizationRequest request, Ticked ticked, Remark remark) {
    return decisions
        .connections(user(), request)
        .chain(
            connections ->
                decisions
                    .options(user(), request)
                    .map(
                        offers ->
                            ConsentView.of(
                                frame(request),
                                already(request, connections, remark),
                                offers,
                                ticked.among(offers),
                                remark == Remark.NOTHING_TICKED)))
        .chain(
            view ->
                answers.of(
                    status,
                    ConsentPage.consent(view),
                    List.of(
                        FormTargets.of(request.redirectUri()),
                        FormTargets.of(loggedIn.logOutAddress()))));
  }

  private interface Ticked {
    Map<DeviceId, Set<Action>> among(ConsentOptions offers);
  }

  private AlreadyConnected already(
      AuthorizationRequest request, List<Connection> connections, Remark remark) {
    return AlreadyConnected.of(
        new ConnectionTexts(language.texts(), language.language()),
        connections,
        request.assistant().linksPerUser(),
        remark == Remark.DISCONNECTED);
  }

  private ConsentView.Frame frame(AuthorizationRequest request) {
    Person person = loggedIn.person();
    return new ConsentView.Frame(
        DisplayName.isolate(request.assistant().display().name()),
        person.name(),
        addressOf(request, language),
        csrfTokens.make(person, request),
        VendorWording.of(request.assistant(), language.language()),
        language.texts());
  }

  private static Uni<Response> seeOther(URI location) {
    return Uni.createFrom().item(PageAnswers.seeOther(location));
  }

  /** People get a page and not JSON, also for outages and unexpected errors. */
  @ServerExceptionMapper
  Uni<Response> onFailure(Throwable thrown) {
    return failurePages.whileLinking(thrown);
  }
}
