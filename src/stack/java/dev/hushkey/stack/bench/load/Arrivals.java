package dev.hushkey.stack.bench.load;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests of an endpoint that arrive at a constant rate, whether or not answers come, as those of
 * many people do. As {@link OpenLoop}, but cheap enough to overload a server on the same machine.
 */
public final class Arrivals implements AutoCloseable {

  private static final int MAX_AT_ONCE = 4096;
  private static final int MAX_CONNECTIONS = 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int OK = 200;
  private static final int OVERLOADED = 503;
  private static final double MICROS = 1000;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context context = vertx.getOrCreateContext();
  private final HttpClient http =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setMaxPoolSize(MAX_CONNECTIONS)
              .setMaxWaitQueueSize(-1)
              .setKeepAliveTimeout((int) PATIENCE.toSeconds()));

  /**
   * What came out.
   *
   * @param offered requests a second
   * @param millis latencies of the good answers, sorted
   * @param inTime good answers that came before the last request was due: what is worked off later
   *     was not done at this rate
   * @param refused answers with status 503
   * @param failed other answers, and requests without one
   * @param dropped requests that were not sent, since thousands waited already
   */
  public record Result(
      int offered,
      Duration duration,
      double[] millis,
      int inTime,
      int refused,
      int failed,
      int dropped) {

    /** Good answers a second. */
    public double accepted() {
      return inTime / (double) duration.toSeconds();
    }

    /** NaN when there was no good answer. */
    public double quantile(double quantile) {
      int index = (int) Math.ceil(quantile * millis.length) - 1;
      return millis.length == 0 ? Double.NaN : millis[Math.max(0, index)];
    }
  }

  /** Runs; returns when each request is answered or was given up. */
  public Result run(Endpoint endpoint, int perSecond, Duration duration)
      throws IOException, InterruptedException {
    Sending sending = new Sending(endpoint, Math.toIntExact(perSecond * duration.toSeconds()));
    long gap = Duration.ofSeconds(1).toNanos() / perSecond;
    long start = System.nanoTime();
    for (int i = 0; i < sending.total; i++) {
      long moment = start + i * gap;
      waitUntil(moment);
      sending.send(i, moment);
    }
    return sending.result(perSecond, duration);
  }

  private static void waitUntil(long moment) {
    for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private final class Sending {

    private final int total;
    private final List<String> lines;
    private final RequestOptions options;
    private final boolean isGet;
    private final Semaphore room = new Semaphore(MAX_AT_ONCE);
    // written by the event loop alone, read when all permits are back
    private final double[] millis;
    private final int[] status;
    private int dropped;

    Sending(Endpoint endpoint, int total) throws IOException {
      Requests requests = endpoint.requests();
      this.total = total;
      this.lines = Files.readAllLines(requests.lines());
      this.isGet = requests.method().equals("GET");
      this.millis = new double[total];
      this.status = new int[total];
      this.options =
          new RequestOptions()
              .setMethod(HttpMethod.valueOf(requests.method()))
              .setHost(endpoint.address().getHost())
              .setPort(endpoint.address().getPort())
              .setTimeout(PATIENCE.toMillis())
              .setURI(endpoint.address().getPath());
      String header = requests.header().get();
      if (!header.isEmpty()) {
        String[] parts = header.split(": ", 2);
        options.putHeader(parts[0], parts[1]);
      }
      if (!isGet) {
        options.putHeader("Content-Type", requests.type());
      }
    }

    void send(int index, long moment) {
      if (!room.tryAcquire()) {
        dropped++;
        return;
      }
      String line = lines.get(index % lines.size());
      RequestOptions own = isGet ? new RequestOptions(options).setURI(line) : options;
      context.runOnContext(
          _ ->
              http.request(own)
                  .compose(request -> isGet ? request.send() : send(request, line))
                  .compose(answer -> answer.body().map(_ -> answer.statusCode()))
                  .onComplete(
                      answer -> {
                        status[index] = answer.succeeded() ? answer.result() : -1;
                        millis[index] = (System.nanoTime() - moment) / MICROS / MICROS;
                        room.release();
                      }));
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, String body) {
      return request.send(Buffer.buffer(body));
    }

    Result result(int perSecond, Duration duration) throws InterruptedException {
      // each has its own bound, so that this is not reached unless the client loses a request
      room.tryAcquire(MAX_AT_ONCE, 2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
      double[] good = new double[total];
      int accepted = 0;
      int inTime = 0;
      int refused = 0;
      for (int i = 0; i < total; i++) {
        if (status[i] == OK) {
          good[accepted++] = millis[i];
          inTime += i * MICROS / perSecond + millis[i] <= duration.toMillis() ? 1 : 0;
        } else if (status[i] == OVERLOADED) {
          refused++;
        }
      }
      double[] sorted = Arrays.copyOf(good, accepted);
      Arrays.sort(sorted);
      int failed = total - accepted - refused - dropped;
      return new Result(perSecond, duration, sorted, inTime, refused, failed, dropped);
    }
  }

  @Override
  public void close() {
    http.close();
    vertx.close();
  }
}
