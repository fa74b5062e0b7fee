package dev.hushkey.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.json.runtime.JsonFormatter;
import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.Test;

class OneLineTest {

  private static ExtLogRecord filtered(String format, Object... parameters) {
    ExtLogRecord line =
        new ExtLogRecord(
            org.jboss.logmanager.Level.INFO, format, ExtLogRecord.FormatStyle.PRINTF, "test");
    line.setParameters(parameters);
    assertThat(new OneLine().isLoggable(line)).isTrue();
    return line;
  }

  @Test
  void lineBreakInAValue_doesNotMakeASecondLine() {
    assertThat(filtered("Refused %s", "x\r\n2026 ERROR ALARM").getFormattedMessage())
        .isEqualTo("Refused x\\u000d\\u000a2026 ERROR ALARM");
  }

  @Test
  void escapeSequencesAndInvisibleCharacters_areShown() {
    assertThat(filtered("%s", "\u001b[2J \u2028 \u202e \u0085").getFormattedMessage())
        .isEqualTo("\\u001b[2J \\u2028 \\u202e \\u0085");
  }

  @Test
  void percentSignInAnEscapedMessage_isNotReadAsAFormat() {
    assertThat(filtered("%s", "a\n%s%n%d").getFormattedMessage()).isEqualTo("a\\u000a%s%n%d");
  }

  @Test
  void plainMessage_staysAsItIs_tabsIncluded() {
    assertThat(filtered("%s\tund größer", "x").getFormattedMessage()).isEqualTo("x\tund größer");
  }

  @Test
  void lineBreakInAJsonLog_isShownAsInText() throws IOException {
    String line = new JsonFormatter().format(filtered("Refused %s", "x\n{\"level\":\"INFO\"}"));
    assertThat(line.lines()).hasSize(1);
    assertThat(new ObjectMapper().readTree(line).path("message").asText())
        .isEqualTo("Refused x\\u000a{\"level\":\"INFO\"}");
  }

  @Test
  void recordOfTheJdk_isEscapedToo() {
    LogRecord line = new LogRecord(Level.INFO, "{0}");
    line.setParameters(new Object[] {"a\nb"});

    new OneLine().isLoggable(line);

    assertThat(ExtLogRecord.wrap(line).getFormattedMessage()).isEqualTo("a\\u000ab");
  }
}
