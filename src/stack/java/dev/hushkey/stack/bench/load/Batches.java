package dev.hushkey.stack.bench.load;

import java.io.IOException;
import java.time.Duration;

/**
 * Requests of many items each, counted by the item. Their latency is that of whole requests. They
 * come over one connection for each {@value #SINGLE} of the others, or the server would be asked
 * for thousands of items at once, and refuse most.
 *
 * @param items in each request
 */
public record Batches(Endpoint endpoint, int items) implements Contender {

  private static final int SINGLE = 16;

  @Override
  public String name() {
    return endpoint.name();
  }

  @Override
  public String process() {
    return endpoint.process();
  }

  @Override
  public Load run(int connections, Duration duration) throws IOException, InterruptedException {
    Load requests = endpoint.run(Math.ceilDiv(connections, SINGLE), duration);
    return new Load(
        items * requests.perSecond(),
        items * requests.requests(),
        items * requests.failed() + requests.failedItems(),
        requests.failedItems(),
        requests.p50Millis(),
        requests.p99Millis());
  }
}
