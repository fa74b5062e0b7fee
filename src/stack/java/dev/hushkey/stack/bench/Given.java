package dev.hushkey.stack.bench;

import dev.hushkey.stack.bench.storm.PlantedFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What follows the name of a benchmark: whole numbers, and the fault to plant. */
record Given(List<Integer> numbers, PlantedFault plant) {

  private static final String PLANT = "--plant";

  /**
   * A number that may be given.
   *
   * @param otherwise what it is if it is not
   */
  record Kind(String name, int otherwise, int least, int most) {

    private int read(String word) {
      try {
        int number = Integer.parseInt(word);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException _) {
        // said below
      }
      throw new IllegalArgumentException(
          "[%s] must be a whole number from %,d to %,d".formatted(name, least, most));
    }
  }

  /**
   * Reads it.
   *
   * @param plants whether a fault may be planted
   * @throws IllegalArgumentException a number is none or out of its bounds, or a word is too many
   */
  static Given read(List<Kind> kinds, boolean plants, List<String> words) {
    int option = words.indexOf(PLANT);
    List<String> given = plants && option >= 0 ? words.subList(0, option) : words;
    if (given.size() > kinds.size()) {
      throw new IllegalArgumentException("too many words after the name");
    }
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      Kind kind = kinds.get(i);
      numbers.add(i < given.size() ? kind.read(given.get(i)) : kind.otherwise());
    }
    boolean planted = given != words;
    return new Given(
        numbers, planted ? fault(words.subList(option + 1, words.size())) : PlantedFault.NONE);
  }

  private static PlantedFault fault(List<String> words) {
    return PlantedFault.of(String.join(" ", words));
  }

  int at(int index) {
    return numbers.get(index);
  }

  Duration seconds(int index) {
    return Duration.ofSeconds(at(index));
  }
}
