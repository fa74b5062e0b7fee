package dev.hushkey.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.ExitCode;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.doctor.finding.Area;
import dev.hushkey.doctor.finding.Finding;
import dev.hushkey.doctor.finding.Status;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What was found, in the order of the checks. */
public record Report(String version, List<Finding> findings) {

  /** The worst that was found. */
  public Status worst() {
    return findings.stream()
        .map(Finding::status)
        .filter(status -> status != Status.NOT_CHECKED)
        .max(Status::compareTo)
        .orElse(Status.OK);
  }

  /** For scripts. What was not checked does not count. */
  public int exitCode() {
    return switch (worst()) {
      case OK, NOT_CHECKED -> ExitCode.OK;
      case WARNING -> ExitCode.WARNING;
      case FAILURE -> ExitCode.DIFFERENT;
    };
  }

  private long count(Status status) {
    return findings.stream().filter(finding -> finding.status() == status).count();
  }

  /** For programs; docs/doctor.md describes it. */
  public String json() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("hushkey", version);
    json.put("outcome", worst().toString());
    ObjectNode counts = json.putObject("counts");
    for (Status status : Status.values()) {
      counts.put(status.toString(), count(status));
    }
    ArrayNode all = json.putArray("findings");
    for (Finding finding : findings) {
      ObjectNode each = all.addObject();
      each.put("area", finding.check().area().toString());
      each.put("check", finding.check().toString());
      each.put("status", finding.status().toString());
      each.put("text", finding.text());
      if (finding.isAmiss()) {
        each.put("means", finding.check().means());
        each.put("remedy", finding.remedy());
      }
    }
    return json.toPrettyString();
  }

  /** For spreadsheets; the same as {@link #json}, one finding a row. */
  Table rows() {
    Table table = new Table("AREA", "CHECK", "STATUS", "TEXT", "MEANS", "REMEDY");
    for (Finding finding : findings) {
      table.row(
          finding.check().area().toString(),
          finding.check().toString(),
          finding.status().toString(),
          finding.text(),
          finding.isAmiss() ? finding.check().means() : null,
          finding.isAmiss() ? finding.remedy() : null);
    }
    return table;
  }

  /** For people: a table for each area, and what to do below each thing that is amiss. */
  public String text() {
    String tables =
        Arrays.stream(Area.values())
            .map(this::table)
            .filter(table -> !table.isEmpty())
            .collect(Collectors.joining("\n\n"));
    return tables
        + "\n\n%d in order, %d warnings, %d failures, %d not checked."
            .formatted(
                count(Status.OK),
                count(Status.WARNING),
                count(Status.FAILURE),
                count(Status.NOT_CHECKED));
  }

  private String table(Area area) {
    List<Finding> own =
        findings.stream().filter(finding -> finding.check().area() == area).toList();
    int width =
        own.stream().mapToInt(finding -> finding.check().toString().length()).max().orElse(0);
    StringBuilder table = new StringBuilder(own.isEmpty() ? "" : area.title());
    for (int i = 0; i < own.size(); i++) {
      Finding finding = own.get(i);
      table.append(
          "\n  %-11s  %s  %s"
              .formatted(
                  finding.status().word(), pad(finding.check().toString(), width), finding.text()));
      boolean isLast = i == own.size() - 1 || !sameAdvice(finding, own.get(i + 1));
      if (finding.isAmiss() && isLast) {
        table
            .append("\n" + INDENT + finding.check().means())
            .append("\n" + INDENT + "Do: " + finding.remedy());
      }
    }
    return table.toString();
  }

  /** Then it is said once, after the last of them. */
  private static boolean sameAdvice(Finding one, Finding next) {
    return next.isAmiss() && one.check() == next.check() && one.remedy().equals(next.remedy());
  }

  private static final String INDENT = " ".repeat(15);

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
