package dev.hushkey.stack.bench.cells;

import dev.hushkey.stack.bench.cells.CellSite.Linked;
import dev.hushkey.stack.process.Http;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks for every link at the proxy, again and again: a refresh, as its assistant, and a check, as
 * the skill. Counts what was given, and what was asked for after a cell had revoked and given all
 * the same.
 */
final class CellProbes implements AutoCloseable {

  private static final int OK = 200;

  private final String proxy;
  private final Map<String, Count> counts = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean over;

  /** What one cell has said. */
  static final class Count {
    final AtomicLong given = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    final AtomicLong away = new AtomicLong();
    final AtomicLong tooLate = new AtomicLong();
    private final AtomicLong revokedAt = new AtomicLong(Long.MAX_VALUE);

    @Override
    public String toString() {
      return "%,d given, %,d refused, %,d without an answer, %,d given too late"
          .formatted(given.get(), refused.get(), away.get(), tooLate.get());
    }
  }

  private CellProbes(String proxy) {
    this.proxy = proxy;
  }

  static CellProbes start(String proxy, List<Linked> links) {
    CellProbes probes = new CellProbes(proxy);
    for (Linked linked : links) {
      probes.counts.computeIfAbsent(linked.cell().name(), _ -> new Count());
      String skill = linked.cell().skill();
      probes.threads.add(Thread.ofPlatform().start(() -> probes.ask(linked, skill)));
    }
    return probes;
  }

  Count of(String cell) {
    return counts.get(cell);
  }

  /** What is asked for from now on and given is too late. */
  void revoked(String cell) {
    of(cell).revokedAt.set(System.nanoTime());
  }

  private void ask(Linked linked, String skill) {
    Count count = of(linked.cell().name());
    for (boolean refresh = true; !over; refresh = !refresh) {
      long start = System.nanoTime();
      try {
        boolean given = refresh ? refresh(linked) : check(linked, skill);
        (given ? count.given : count.refused).incrementAndGet();
        if (given && start > count.revokedAt.get()) {
          count.tooLate.incrementAndGet();
        }
      } catch (RuntimeException away) {
        count.away.incrementAndGet();
        rest();
      }
    }
  }

  /** Until what is down has another chance. */
  private static void rest() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean refresh(Linked linked) {
    var answer = linked.at().refresh(linked.tokens().refreshToken());
    if (answer.status() != OK && !answer.error().equals("invalid_grant")) {
      throw new IllegalStateException("status " + answer.status());
    }
    return answer.status() == OK;
  }

  private boolean check(Linked linked, String skill) {
    Http.Answer answer =
        Http.send(
            HttpRequest.newBuilder(URI.create(proxy + "/v1/checks"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + skill)
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"token\":\"%s\",\"device\":\"%s\",\"action\":\"view\"}"
                            .formatted(linked.tokens().accessToken(), linked.device()))));
    if (answer.status() != OK) {
      throw new IllegalStateException("status " + answer.status());
    }
    return answer.body().path("allowed").asBoolean();
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
