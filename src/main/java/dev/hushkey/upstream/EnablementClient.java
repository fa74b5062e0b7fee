package dev.hushkey.upstream;

import dev.hushkey.assistant.AppToApp;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.failure.Dependency;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.AuthorizationCode;
import dev.hushkey.upstream.Pauses.Place;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Amazon's <a
 * href="https://developer.amazon.com/en-US/docs/alexa/smapi/skill-enablement.html">Skill Enablement
 * API</a>, with the access token of the user it is about.
 *
 * <p>Both operations fail with {@link Failure.Unavailable} of {@link Dependency#UPSTREAM} when
 * Amazon decided nothing. An enablement may have happened although we saw no answer.
 */
@ApplicationScoped
public class EnablementClient {

  private static final Logger LOG = Logger.getLogger(EnablementClient.class);
  private static final String ENDPOINT = "/v1/alexaApiEndpoint";
  private static final String ENABLEMENT = "/v1/users/~current/skills/%s/enablement";

  private final UpstreamHttp http;
  private final Pauses pauses;
  private final MeterRegistry meters;

  @Inject
  EnablementClient(UpstreamHttp http, Pauses pauses, MeterRegistry meters) {
    this.http = http;
    this.pauses = pauses;
    this.meters = meters;
  }

  /**
   * The home regions of the user's Amazon account. Amazon names several when it does not know; if
   * it names none that we know, the result is all configured regions.
   *
   * @return at least one; fails with {@link Failure.RefusedByAssistant} when the token is not
   *     accepted
   */
  public Uni<List<URI>> endpointsOf(Assistant assistant, AppToApp app, AccessToken token) {
    List<URI> ours = List.copyOf(app.amazon().enablementEndpoints().values());
    URI address = URI.create(ours.getFirst() + ENDPOINT);
    return ask(
            new Call(assistant, "app-endpoint", address), http.get(address, token, app.timeout()))
        .map(answer -> endpoints(assistant, answer, ours));
  }

  private List<URI> endpoints(Assistant assistant, UpstreamHttp.Answer answer, List<URI> ours) {
    return switch (EnablementReader.home(answer.status(), answer.body(), ours)) {
      case EnablementReader.Home.At(List<URI> places) -> places;
      case EnablementReader.Home.Unknown _ -> {
        LOG.warnf(
            "%s names no endpoint of hushkey.assistants.%s.app-to-app.enablement-endpoints (status"
                + " %d): trying all of them",
            assistant.id(), assistant.id(), answer.status());
        yield ours;
      }
      case EnablementReader.Home.Refused(EnablementAnswer.Refused refused) -> {
        LOG.errorf(
            "The Skill Enablement API of %s rejects the user's token, status %d: check"
                + " hushkey.assistants.%s.app-to-app.client-id",
            assistant.id(), refused.status(), assistant.id());
        throw new FailureException(new Failure.RefusedByAssistant(refused.advice()));
      }
      case EnablementReader.Home.Away _ -> throw away(assistant);
    };
  }

  /**
   * Enables the skill for the user of the token and sends our code, which the assistant redeems at
   * our token endpoint before it answers.
   *
   * @param redirectUri the redirect URI that the code is bound to
   */
  public Uni<EnablementAnswer> enable(
      Assistant assistant,
      AppToApp app,
      URI endpoint,
      AccessToken token,
      String redirectUri,
      AuthorizationCode code) {
    URI address = URI.create(endpoint + ENABLEMENT.formatted(app.skill().id()));
    JsonObject body = body(app, redirectUri, code);
    return ask(
            new Call(assistant, "app-enablement", address),
            http.postJson(address, token, body, app.enablementTimeout()))
        .map(
            answer ->
                EnablementReader.read(answer.status(), answer.body())
                    .orElseThrow(() -> away(assistant)));
  }

  private static JsonObject body(AppToApp app, String redirectUri, AuthorizationCode code) {
    return new JsonObject()
        .put("stage", app.skill().stage().wireName())
        .put(
            "accountLinkRequest",
            new JsonObject()
                .put("redirectUri", redirectUri)
                .put("authCode", code.secret().reveal())
                .put("type", "AUTH_CODE"));
  }

  private static RuntimeException away(Assistant assistant) {
    LOG.warnf("The Skill Enablement API of %s decided nothing", assistant.id());
    return UpstreamClient.unavailable(UpstreamClient.RETRY_AFTER_OUTAGE);
  }

  private record Call(Assistant assistant, String operation, URI address) {

    Place place() {
      return Place.enablement(assistant.id(), address.getRawAuthority());
    }
  }

  private Uni<UpstreamHttp.Answer> ask(Call call, Uni<UpstreamHttp.Answer> sent) {
    return pauses
        .at(call.place())
        .chain(
            moment ->
                moment
                    .pause()
                    .map(UpstreamClient::unavailable)
                    .map(away -> Uni.createFrom().<UpstreamHttp.Answer>failure(away))
                    .orElseGet(() -> timed(call, sent).call(a -> obey(call, a, moment.now()))));
  }

  /** Fails when the answer asks us to stay away. */
  private Uni<Void> obey(Call call, UpstreamHttp.Answer answer, Instant now) {
    if (EnablementReader.read(answer.status(), answer.body()).isPresent()) {
      return Uni.createFrom().voidItem();
    }
    return RetryAfter.of(answer, now)
        .map(
            pause ->
                pauses
                    .begin(call.place(), pause, "status " + answer.status())
                    .chain(
                        time -> Uni.createFrom().<Void>failure(UpstreamClient.unavailable(time))))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  private Uni<UpstreamHttp.Answer> timed(Call call, Uni<UpstreamHttp.Answer> sent) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Timer.Sample sample = Timer.start(meters);
              return sent.onItemOrFailure()
                  .invoke((answer, thrown) -> sample.stop(timer(call, answer, thrown)));
            })
        .onFailure()
        .transform(
            thrown -> {
              LOG.warnf(
                  "The Skill Enablement API of %s is unavailable (%s)",
                  call.assistant().id(), thrown.getClass().getSimpleName());
              return UpstreamClient.unavailable(UpstreamClient.RETRY_AFTER_OUTAGE);
            });
  }

  private Timer timer(Call call, UpstreamHttp.Answer answer, Throwable thrown) {
    return meters.timer(
        "hushkey.upstream.calls",
        "assistant",
        call.assistant().id().value(),
        "operation",
        call.operation(),
        "outcome",
        thrown == null ? answer.status() / 100 + "xx" : "away");
  }
}
