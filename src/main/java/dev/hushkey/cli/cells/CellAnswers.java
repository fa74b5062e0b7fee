package dev.hushkey.cli.cells;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.Table;
import java.util.List;
import java.util.stream.Collectors;

/** What all cells said, in their order. */
public record CellAnswers(List<CellAnswer> all) {

  public CellAnswers {
    all = List.copyOf(all);
  }

  /** Those that did it. */
  public List<CellAnswer.Given> given() {
    return all.stream()
        .filter(CellAnswer.Given.class::isInstance)
        .map(CellAnswer.Given.class::cast)
        .toList();
  }

  /** Those that did not, or did not say. */
  public List<CellAnswer.Missing> missing() {
    return all.stream()
        .filter(CellAnswer.Missing.class::isInstance)
        .map(CellAnswer.Missing.class::cast)
        .toList();
  }

  /** The names of those that did not, with commas. */
  public String missingNames() {
    return missing().stream().map(one -> one.cell().name()).collect(Collectors.joining(","));
  }

  /** The sum of a number in all answers. */
  public long sum(String member) {
    return given().stream().mapToLong(one -> one.json().path(member).asLong()).sum();
  }

  /** For programs: each cell with its answer, or with why there is none. */
  ObjectNode json() {
    ObjectNode json = Json.MAPPER.createObjectNode();
    ArrayNode cells = json.putArray("cells");
    for (CellAnswer one : all) {
      ObjectNode cell =
          cells
              .addObject()
              .put("cell", one.cell().name())
              .put("server", one.cell().profile().server().toString());
      switch (one) {
        case CellAnswer.Given given -> cell.set("answer", given.json());
        case CellAnswer.Missing missing -> cell.set("failure", failure(missing));
      }
    }
    ArrayNode names = json.putArray("missing");
    missing().forEach(one -> names.add(one.cell().name()));
    return json;
  }

  private static JsonNode failure(CellAnswer.Missing missing) {
    return Json.MAPPER
        .createObjectNode()
        .put("code", missing.why().exitCode())
        .put("message", Table.printable(missing.words().replace('\n', ' ')));
  }
}
