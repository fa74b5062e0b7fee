package dev.hushkey.testing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.LogContext;

/** Every log line of this JVM while it is open: message, parameters, context and stack trace. */
public final class CapturedLog extends Handler implements AutoCloseable {

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  private CapturedLog() {
    setLevel(Level.ALL);
  }

  /** Starts to listen; our own rooms at every level. */
  public static CapturedLog start() {
    CapturedLog log = new CapturedLog();
    LogContext.getLogContext().getLogger("").addHandler(log);
    Logger.getLogger("dev.hushkey").setLevel(Level.ALL);
    return log;
  }

  /** All that was logged so far. */
  public String text() {
    return String.join("\n", lines);
  }

  @Override
  public void publish(LogRecord logged) {
    ExtLogRecord line = ExtLogRecord.wrap(logged);
    StringWriter trace = new StringWriter();
    if (line.getThrown() != null) {
      line.getThrown().printStackTrace(new PrintWriter(trace));
    }
    lines.add(line.getFormattedMessage() + " " + line.getMdcCopy() + " " + trace);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    LogContext.getLogContext().getLogger("").removeHandler(this);
    Logger.getLogger("dev.hushkey").setLevel(null);
  }
}
