package dev.hushkey.stack.process;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells a person what is going on: a line when a step ends, and a sign of life while a long one
 * runs.
 */
public final class Progress {
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

  private final PrintStream out;

  public Progress(PrintStream out) {
    this.out = out;
  }

  /** True when a person looks on, so that downloads may draw bars. */
  public static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  void line(String text) {
    out.println(text);
  }

  /**
   * Runs a step and prints how long it took; the result of the step is what it prints, "ready" or
   * so.
   */
  public void step(String what, Supplier<String> step) {
    long start = System.nanoTime();
    String result = whileAlive(what, start, step);
    out.printf(Locale.ROOT, "  %-34s %-9s %5.1f s%n", what, result, seconds(start));
  }

  private String whileAlive(String what, long start, Supplier<String> step) {
    try (ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory())) {
      var sign =
          clock.scheduleAtFixedRate(
              () -> out.printf(Locale.ROOT, "  … %s (%.0f s so far)%n", what, seconds(start)),
              SIGN_OF_LIFE.toSeconds(),
              SIGN_OF_LIFE.toSeconds(),
              TimeUnit.SECONDS);
      try {
        return step.get();
      } finally {
        sign.cancel(false);
      }
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }
}
