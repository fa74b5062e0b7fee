package dev.hushkey.stack.bench.load;

import java.io.IOException;
import java.time.Duration;

/** What takes part in a comparison. */
public interface Contender {

  /** As it stands in the table. */
  String name();

  /** The process that answers, by the name of its record in the stack's state directory. */
  String process();

  /** Loads it as fast as it answers; it has answered whatever it had begun when this returns. */
  Load run(int connections, Duration duration) throws IOException, InterruptedException;
}
