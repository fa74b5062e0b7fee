package dev.hushkey.account.turn;

import dev.hushkey.account.page.AccountPaths;
import dev.hushkey.account.page.FailurePages;
import dev.hushkey.account.page.MessagePage;
import dev.hushkey.account.page.MessageView;
import dev.hushkey.account.page.PageAnswers;
import dev.hushkey.account.page.PageLanguage;
import dev.hushkey.secret.SecretText;
import dev.hushkey.wire.Issuer;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * The waiting page. It loads anew until it is the browser's turn, and then leads on to the page
 * that the browser wanted, which begins the log-in. For everybody: whoever waits is not logged in.
 */
@Path(AccountPaths.WAITING)
public class WaitingResource {

  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final Turns turns;
  private final LogInMeters meters;
  private final PageAnswers answers;
  private final FailurePages failurePages;
  private final PageLanguage language;
  private final Issuer issuer;

  @Inject
  WaitingResource(
      Turns turns,
      LogInMeters meters,
      PageAnswers answers,
      FailurePages failurePages,
      PageLanguage language,
      Issuer issuer) {
    this.turns = turns;
    this.meters = meters;
    this.answers = answers;
    this.failurePages = failurePages;
    this.language = language;
    this.issuer = issuer;
  }

  /**
   * Shows how long it takes, or leads on.
   *
   * @param to the path and query of the page that was wanted
   * @param again whether the page called itself; without a cookie, it would for ever
   */
  @GET
  public Uni<Response> show(
      @Context RoutingContext routing,
      @QueryParam(WaitingAddress.TO) String to,
      @QueryParam(WaitingAddress.AGAIN) String again) {
    Optional<String> page = WaitingAddress.read(to);
    if (page.isEmpty()) {
      return failurePages.brokenLink(WaitingAddress.TO);
    }
    Optional<SecretText> ticket = TurnCookie.of(routing);
    if (again != null && ticket.isEmpty()) {
      Log.info("A browser without cookies can neither wait nor log in");
      return failurePages.loginFailed();
    }
    return turns.pace().isOn()
        ? turns.look(ticket).chain(turn -> answer(turn, page.get()))
        : onTo(page.get());
  }

  private Uni<Response> answer(Turn turn, String page) {
    return switch (turn) {
      case Turn.Come(SecretText ticket) -> onTo(page).map(answer -> with(ticket, answer));
      case Turn.Waiting(SecretText ticket, Duration left) ->
          wait(left, page).map(answer -> with(ticket, answer));
      case Turn.Full _, Turn.Overdue _ -> comeBack();
    };
  }

  private Uni<Response> onTo(String page) {
    try {
      URI address = URI.create(issuer.at(page));
      return Uni.createFrom().item(PageAnswers.seeOther(address));
    } catch (IllegalArgumentException notAnAddress) {
      return failurePages.brokenLink(WaitingAddress.TO);
    }
  }

  private Uni<Response> wait(Duration left, String page) {
    String again = WaitingAddress.again(page, language.language().tag());
    long seconds = LogInPace.nextLook(left, ThreadLocalRandom.current());
    WaitingView view = WaitingView.of(left, again, language.texts());
    return answers
        .of(OK, WaitingPage.waiting(view))
        .map(
            answer ->
                Response.fromResponse(answer)
                    .header("Refresh", seconds + "; url=" + again)
                    .build());
  }

  private Uni<Response> comeBack() {
    meters.turnedAway();
    Duration when = turns.pace().comeBack(ThreadLocalRandom.current());
    MessageView view =
        MessageView.of(
            language.texts().crowdedTitle(), language.texts().crowded(WaitingView.minutes(when)));
    return answers
        .of(UNAVAILABLE, MessagePage.message(view))
        .map(
            answer ->
                Response.fromResponse(answer)
                    .header(HttpHeaders.RETRY_AFTER, when.toSeconds())
                    .build());
  }

  private static Response with(SecretText ticket, Response answer) {
    return Response.fromResponse(answer)
        .header(HttpHeaders.SET_COOKIE, TurnCookie.set(ticket))
        .build();
  }

  /** People get a page and not JSON, also for outages and unexpected errors. */
  @ServerExceptionMapper
  Uni<Response> onFailure(Throwable thrown) {
    return failurePages.whileLinking(thrown);
  }
}
