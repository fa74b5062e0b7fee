package dev.hushkey.wire;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Keeps one event on one line. Names and messages come from outside, too; with a line break in one,
 * its sender could write log lines of ours, alarms included, and with an escape sequence change
 * what an operator sees. Escapes the message where it is formatted, so no caller has to remember; a
 * stack trace stays as it is, except its first line.
 */
@LoggingFilter(name = "one-line")
public final class OneLine implements Filter {

  /** Control and format characters, line and paragraph separators. A tab is harmless. */
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\\t]]");

  @Override
  public boolean isLoggable(LogRecord logged) {
    ExtLogRecord line = ExtLogRecord.wrap(logged);
    String message = line.getFormattedMessage();
    if (message != null && UNPRINTABLE.matcher(message).find()) {
      logged.setParameters(null);
      if (logged instanceof ExtLogRecord own) {
        own.setMessage(escape(message), ExtLogRecord.FormatStyle.NO_FORMAT);
      } else {
        logged.setMessage(escape(message));
      }
    }
    return true;
  }

  /** The same text with Java's notation for what cannot be printed. */
  static String escape(String text) {
    return UNPRINTABLE
        .matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement("\\u%04x".formatted(found.group().codePointAt(0))));
  }
}
