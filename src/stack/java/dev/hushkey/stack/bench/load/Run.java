package dev.hushkey.stack.bench.load;

import dev.hushkey.stack.LocalStack;
import java.io.IOException;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * One run of a contender, and what the machine did meanwhile.
 *
 * @param foreign the share of the machine that went to processes of others, 0 to 1
 * @param stolen the share that the machine's host gave to others, 0 to 1
 */
record Run(Load load, Cpu cpu, double foreign, double stolen) {

  static Run of(LocalStack stack, Contender contender, int connections, Duration duration)
      throws IOException, InterruptedException {
    ProcessorUse before = ProcessorUse.now(stack);
    Load load = contender.run(connections, duration);
    ProcessorUse after = ProcessorUse.now(stack);
    return new Run(
        load, Cpu.between(before, after), after.foreignSince(before), after.stolenSince(before));
  }

  /** Microseconds for each answer. */
  double micros(ToDoubleFunction<Cpu> part) {
    return part.applyAsDouble(cpu) / Math.max(1, load.requests());
  }
}
