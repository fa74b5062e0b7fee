package dev.hushkey.stack.bench.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** A server that wrk asks. */
public record Endpoint(String name, String process, URI address, Requests requests)
    implements Contender {

  @Override
  public Load run(int connections, Duration duration) throws IOException, InterruptedException {
    return Wrk.run(this, connections, duration);
  }
}
