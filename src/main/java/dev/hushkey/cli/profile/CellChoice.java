package dev.hushkey.cli.profile;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.GlobalOptions;
import dev.hushkey.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The cells that a command is for. */
public final class CellChoice {

  private CellChoice() {}

  /**
   * Those that {@code --cells} and {@code --cells-only} name, in the order of the config file.
   *
   * @throws CommandFailure when there are none of that name, or a server is named as well
   */
  public static List<Cell> of(GlobalOptions options, Profiles profiles) {
    if (options.server().isPresent() || options.profile().isPresent()) {
      throw CommandFailure.usage(
          "--cells names the servers: leave out --server and --profile. For some of the cells, use"
              + " --cells-only.");
    }
    Map<String, Cell> all = profiles.requireCells(options.cells().orElseThrow());
    return options.cellsOnly().map(names -> some(all, names)).orElse(List.copyOf(all.values()));
  }

  private static List<Cell> some(Map<String, Cell> all, String names) {
    List<Cell> some = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      Cell cell = all.get(name.strip());
      if (cell == null) {
        throw CommandFailure.usage(
            "--cells-only: there is no cell '%s' among them. There are: %s."
                .formatted(Table.printable(name), String.join(", ", all.keySet())));
      }
      if (!some.contains(cell)) {
        some.add(cell);
      }
    }
    return some;
  }
}
