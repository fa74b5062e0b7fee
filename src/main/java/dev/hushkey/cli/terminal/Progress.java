package dev.hushkey.cli.terminal;

import java.io.PrintStream;
import java.util.OptionalLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how far the server is with something: by a bar where somebody watches, by a line for each
 * step in a pipe or a log.
 */
public abstract sealed class Progress implements AutoCloseable {

  private static final int WIDTH = 79;
  private static final int REDRAW_MILLIS = 200;

  /**
   * Begins to show it on standard error. Close it before anything else is written there.
   *
   * @param unit what is counted, such as {@code links cleaned up}
   */
  public static Progress of(CommandContext context, String unit) {
    return context.terminal().shows() ? new Bar(context, unit) : new Lines(context, unit);
  }

  /** So many are done, of as many as are known. */
  public abstract void at(long done, OptionalLong total);

  /** Something else to know, such as why it does not get on; empty for nothing. */
  public abstract void note(String text);

  @Override
  public abstract void close();

  private static final class Lines extends Progress {
    private final CommandContext context;
    private final String unit;
    private long told;
    private String noted = "";

    Lines(CommandContext context, String unit) {
      this.context = context;
      this.unit = unit;
    }

    @Override
    public void at(long done, OptionalLong total) {
      if (done > told) {
        String of = total.isPresent() ? " of %,d".formatted(total.getAsLong()) : "";
        context.err().printf("  %,d%s %s%n", done, of, unit);
        told = done;
      }
    }

    @Override
    public void note(String text) {
      if (!text.isEmpty() && !text.equals(noted)) {
        context.err().println("  " + text);
      }
      noted = text;
    }

    @Override
    public void close() {
      // each line stands for itself
    }
  }

  private static final class Bar extends Progress {
    private final PrintStream err;
    private final ProgressBar bar;

    Bar(CommandContext context, String unit) {
      this.err = context.err();
      this.bar =
          new ProgressBarBuilder()
              .setTaskName(unit)
              // unknown so far
              .setInitialMax(-1)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(REDRAW_MILLIS)
              .setConsumer(new ConsoleProgressBarConsumer(context.err(), WIDTH))
              .build();
    }

    @Override
    public void at(long done, OptionalLong total) {
      total.ifPresent(bar::maxHint);
      bar.stepTo(done);
    }

    @Override
    public void note(String text) {
      bar.setExtraMessage(text.isEmpty() ? "" : " " + text);
    }

    @Override
    public void close() {
      bar.close();
      err.println();
    }
  }
}
