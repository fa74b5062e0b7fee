package dev.hushkey.timeout;

import dev.hushkey.failure.Failure;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * Answers every request in time, whoever handles it: the last net, below all bounds on single
 * waits. It ends the answer and not the work, which goes on or fails by its own bounds; {@link
 * AbandonedAnswers} drops what that has to say.
 */
@ApplicationScoped
class AnswerDeadline {

  private static final Logger LOG = Logger.getLogger(AnswerDeadline.class);
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
  private static final int UNAVAILABLE = 503;
  private static final String REVOCATIONS = "/v1/revocations";

  /** Before all other filters. */
  private static final int FIRST = 2000;

  private final Vertx vertx;
  private final TimeoutSettings settings;
  private final LateAnswers answers;

  @Inject
  AnswerDeadline(Vertx vertx, TimeoutSettings settings, LateAnswers answers) {
    this.vertx = vertx;
    this.settings = settings;
    this.answers = answers;
  }

  void register(@Observes Filters filters) {
    filters.register(this::begin, FIRST);
  }

  void register(@Observes ManagementInterface inner) {
    inner.router().route().order(-FIRST).handler(this::begin);
  }

  private void begin(RoutingContext routing) {
    Duration limit = limit(path(routing));
    long timer = vertx.setTimer(limit.toMillis(), _ -> overdue(routing, limit));
    routing.addEndHandler(
        end -> {
          vertx.cancelTimer(timer);
          if (end.failed() && !routing.response().ended()) {
            LOG.infof("The caller of %s %s hung up", routing.request().method(), path(routing));
          }
        });
    routing.addHeadersEndHandler(_ -> sayWhenToComeBack(routing.response()));
    routing.next();
  }

  /** Also where Quarkus answers on its own, as for health. */
  private static void sayWhenToComeBack(HttpServerResponse response) {
    if (response.getStatusCode() == UNAVAILABLE
        && !response.headers().contains(HttpHeaders.RETRY_AFTER)) {
      response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(RETRY_AFTER.toSeconds()));
    }
  }

  /** As it was sent: nobody has looked yet whether it can be decoded. */
  private static String path(RoutingContext routing) {
    return Objects.requireNonNullElse(routing.request().path(), "");
  }

  private Duration limit(String path) {
    return path.startsWith(REVOCATIONS) ? settings.revocation() : settings.answer();
  }

  private void overdue(RoutingContext routing, Duration limit) {
    HttpServerResponse response = routing.response();
    if (response.ended() || response.closed()) {
      return;
    }
    LOG.warnf("No answer within %s to %s %s", limit, routing.request().method(), path(routing));
    if (response.headWritten()) {
      // Half an answer cannot be taken back.
      routing.request().connection().close();
      return;
    }
    answers.send(routing, new Failure.Overdue(RETRY_AFTER), RETRY_AFTER);
  }
}
