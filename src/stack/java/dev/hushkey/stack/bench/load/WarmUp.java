package dev.hushkey.stack.bench.load;

import dev.hushkey.stack.LocalStack;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Loads a server until its rate has stopped rising, and with it the answers that it gives for a
 * second of processor time: what else the machine does slows the one, not the other. A JVM must
 * also have all but stopped compiling, since that takes from its rate.
 */
public final class WarmUp {

  private static final int CONNECTIONS = 64;
  private static final Duration WINDOW = Duration.ofSeconds(2);
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /** A share of one processor. */
  private static final double HARDLY_COMPILES = 0.05;

  private static final Duration LONG_WINDOW = Duration.ofSeconds(5);

  private WarmUp() {}

  /** Waits, while others load a server, until its JVM has all but stopped compiling. */
  public static void awaitCompiled(LocalStack stack, String process) throws InterruptedException {
    long start = System.nanoTime();
    Duration compiling = LONG_WINDOW;
    while (compiling.toMillis() >= HARDLY_COMPILES * LONG_WINDOW.toMillis()
        && System.nanoTime() - start < LIMIT.toNanos()) {
      Duration before = stack.compilerTime(process);
      Thread.sleep(LONG_WINDOW);
      compiling = stack.compilerTime(process).minus(before);
    }
    System.out.printf(
        Locale.ROOT,
        "  after %d s, compilers use %.0f %% of a processor%n",
        Duration.ofNanos(System.nanoTime() - start).toSeconds(),
        100.0 * compiling.toMillis() / LONG_WINDOW.toMillis());
  }

  /** Three minutes at most; tells how it went, and returns the rate that it came to. */
  public static double of(LocalStack stack, Contender contender)
      throws IOException, InterruptedException {
    Warming rate = new Warming();
    Warming thrift = new Warming();
    List<Run> windows = new ArrayList<>();
    long start = System.nanoTime();
    Duration took = Duration.ZERO;
    boolean warm = false;
    while (!warm && took.compareTo(LIMIT) < 0) {
      Duration before = stack.compilerTime(contender.process());
      Run window = Run.of(stack, contender, CONNECTIONS, WINDOW);
      windows.add(window);
      Duration compiling = stack.compilerTime(contender.process()).minus(before);
      rate.add(window.load().perSecond());
      thrift.add(1 / Math.max(1, window.micros(cpu -> cpu.of(contender.process()))));
      warm =
          rate.isOver()
              && thrift.isOver()
              && compiling.toMillis() < HARDLY_COMPILES * WINDOW.toMillis();
      took = Duration.ofNanos(System.nanoTime() - start);
    }
    System.out.printf(
        Locale.ROOT,
        "  %-28s %6.0f/s at first, %6.0f/s after %d s%s; CPU of its process %.0f, then %.0f µs%n",
        contender.name(),
        windows.getFirst().load().perSecond(),
        rate.latest(),
        took.toSeconds(),
        warm ? "" : ", still getting better",
        windows.getFirst().micros(cpu -> cpu.of(contender.process())),
        windows.getLast().micros(cpu -> cpu.of(contender.process())));
    return rate.latest();
  }
}
