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

/** Compares each answer with what was asked and what was sealed; wrk sees only the status. */
public final class HandoutCheck {

  private static final int AT_ONCE = 16;

  private final BenchHushkey hushkey;

  public HandoutCheck(BenchHushkey hushkey) {
    this.hushkey = hushkey;
  }

  /** Asks once for each of these. Fails with the first that is answered wrongly. */
  public void verify(List<ServedLink> links) throws Exception {
    String authorization = hushkey.cameraBackend();
    try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> asked = new ArrayList<>();
      for (ServedLink link : links) {
        asked.add(threads.submit(() -> verify(authorization, link)));
      }
      for (Future<?> each : asked) {
        each.get();
      }
    }
  }

  private void verify(String authorization, ServedLink link) {
    JsonNode answer =
        Http.send(
                HttpRequest.newBuilder(URI.create(hushkey.address() + "/v1/handouts"))
                    .header("Authorization", authorization.replace("Authorization: ", ""))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(link.handoutRequest())))
            .orFail("a hand-out");
    JsonNode handout = answer.at("/handouts/0");
    boolean isRight =
        answer.path("handouts").size() == 1
            && answer.path("withheld").isEmpty()
            && handout.path("accessToken").asText().equals(link.token())
            && handout.path("user").asText().equals(link.user())
            && handout.path("device").asText().equals(link.device())
            && handout.path("link").asText().equals(link.link().toString());
    if (!isRight) {
      throw new IllegalStateException("a wrong answer for " + link);
    }
  }
}
