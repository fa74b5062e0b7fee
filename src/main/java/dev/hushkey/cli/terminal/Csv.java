package dev.hushkey.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.util.List;

/**
 * Rows as <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a> has them. Values stay as
 * they are, also those that a spreadsheet takes for a formula: ids go from here into other
 * commands.
 */
final class Csv {

  private static final ObjectWriter WRITER =
      CsvMapper.builder()
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
          .build()
          .writer(CsvSchema.emptySchema().withLineSeparator("\r\n"));

  private Csv() {}

  static String of(List<List<String>> rows) {
    StringBuilder csv = new StringBuilder();
    try {
      for (List<String> row : rows) {
        // a null would be left out, with its comma
        List<String> cells = row.stream().map(cell -> cell == null ? "" : cell).toList();
        csv.append(WRITER.writeValueAsString(cells));
      }
      return csv.toString();
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("texts cannot be written", impossible);
    }
  }
}
