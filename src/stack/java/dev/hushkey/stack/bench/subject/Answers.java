package dev.hushkey.stack.bench.subject;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.stack.process.Http;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Compares whole answers with what was asked and stored; wrk sees only the status.
 *
 * @param address of the operation
 * @param header the caller's
 */
record Answers(URI address, String header) {

  private static final int AT_ONCE = 16;

  /** Asks once for each of these. Fails when one is not answered rightly. */
  <T> void verify(List<T> all, Function<T, String> request, BiPredicate<T, JsonNode> isRight)
      throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> asked = new ArrayList<>();
      for (T each : all) {
        asked.add(
            threads.submit(
                () -> {
                  if (!isRight.test(each, ask(request.apply(each)))) {
                    throw new IllegalStateException("a wrong answer for " + each);
                  }
                }));
      }
      for (Future<?> each : asked) {
        each.get();
      }
    }
  }

  private JsonNode ask(String body) {
    String[] caller = header.split(": ", 2);
    return Http.send(
            HttpRequest.newBuilder(address)
                .header(caller[0], caller[1])
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)))
        .orFail(address.getPath());
  }
}
