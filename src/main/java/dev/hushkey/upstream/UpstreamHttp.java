package dev.hushkey.upstream;

import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.SecretText;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MutinyHelper;
import io.vertx.core.Context;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClientOptions;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.ext.web.client.HttpRequest;
import io.vertx.mutiny.ext.web.client.HttpResponse;
import io.vertx.mutiny.ext.web.client.WebClient;
import io.vertx.mutiny.ext.web.codec.BodyCodec;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * HTTP to the assistants, one pool of connections for all of them: no redirects, which would carry
 * secrets elsewhere; answers are limited in size and time, and arrive on the caller's context.
 */
@Singleton
class UpstreamHttp {

  private static final int MAX_ANSWER = 64 * 1024;
  private static final int MAX_CONNECTIONS = 256;
  private static final int MAX_WAITING = 1000;

  private final WebClient http;

  @Inject
  UpstreamHttp(Vertx vertx) {
    this.http = WebClient.create(vertx, options());
  }

  private static WebClientOptions options() {
    return new WebClientOptions()
        .setUserAgent("hushkey")
        .setFollowRedirects(false)
        .setVerifyHost(true)
        .setTrustAll(false)
        .setMaxPoolSize(MAX_CONNECTIONS)
        .setMaxWaitQueueSize(MAX_WAITING);
  }

  @PreDestroy
  void close() {
    http.close();
  }

  /** An answer, whatever its status. */
  record Answer(int status, Optional<String> retryAfter, Optional<String> date, String body) {

    static Answer of(HttpResponse<byte[]> response) {
      byte[] body = response.body() == null ? new byte[0] : response.body();
      return new Answer(
          response.statusCode(),
          Optional.ofNullable(response.getHeader("Retry-After")),
          Optional.ofNullable(response.getHeader("Date")),
          BodyText.of(
              body,
              response.headers().getAll("Content-Encoding"),
              Optional.ofNullable(response.getHeader("Content-Type")),
              MAX_ANSWER));
    }
  }

  /**
   * With a length, not in chunks: servers older than HTTP/1.1, and some firewalls, refuse a form
   * whose length they are not told.
   */
  Uni<Answer> postForm(URI address, Form form, Duration timeout) {
    HttpRequest<byte[]> request =
        bounded(http.postAbs(address.toString()), timeout)
            .putHeader("Content-Type", "application/x-www-form-urlencoded");
    return answer(request.sendBuffer(Buffer.buffer(form.encoded())), timeout);
  }

  Uni<Answer> get(URI address, AccessToken token, Duration timeout) {
    return answer(as(token, bounded(http.getAbs(address.toString()), timeout)).send(), timeout);
  }

  Uni<Answer> postJson(URI address, AccessToken token, JsonObject body, Duration timeout) {
    HttpRequest<byte[]> request =
        as(token, bounded(http.postAbs(address.toString()), timeout))
            .putHeader("Content-Type", "application/json");
    return answer(request.sendBuffer(Buffer.newInstance(body.toBuffer())), timeout);
  }

  /** A text of this type, with a token if the server asks for one. */
  Uni<Answer> postText(
      URI address, String type, SecretText text, Optional<SecretText> bearer, Duration timeout) {
    HttpRequest<byte[]> request =
        bounded(http.postAbs(address.toString()), timeout).putHeader("Content-Type", type);
    bearer.ifPresent(token -> request.putHeader("Authorization", "Bearer " + token.reveal()));
    return answer(request.sendBuffer(Buffer.buffer(text.reveal())), timeout);
  }

  private static HttpRequest<byte[]> bounded(HttpRequest<?> request, Duration timeout) {
    return request
        .putHeader("Accept", "application/json")
        // Answers are small. Whoever compresses one all the same is understood.
        .putHeader("Accept-Encoding", "identity")
        .connectTimeout(timeout.toMillis())
        // Limits the silence between two parts of an answer; the deadline limits the whole.
        .timeout(timeout.toMillis())
        .as(BodyCodec.<byte[]>newInstance(new BoundedBody(MAX_ANSWER)));
  }

  private static HttpRequest<byte[]> as(AccessToken token, HttpRequest<byte[]> request) {
    return request.putHeader("Authorization", "Bearer " + token.secret().reveal());
  }

  private static Uni<Answer> answer(Uni<HttpResponse<byte[]>> sent, Duration timeout) {
    return onCallersContext(sent.ifNoItem().after(timeout).fail()).map(Answer::of);
  }

  /** A time-out fires on another thread, where a Hibernate Reactive session must not be used. */
  private static <T> Uni<T> onCallersContext(Uni<T> uni) {
    Context caller = io.vertx.core.Vertx.currentContext();
    return caller == null ? uni : uni.emitOn(MutinyHelper.executor(caller));
  }
}
