package dev.hushkey.sql;

import dev.hushkey.identity.Action;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A set of actions as one text, {@code events,view}. A statement cannot take an array of arrays of
 * unequal length; it takes an array of such texts and splits them with {@code string_to_array}.
 */
public final class ActionWords {

  private ActionWords() {}

  /** The words in alphabetical order; empty for the empty set. */
  public static String join(Set<Action> actions) {
    return actions.stream().map(Action::wireName).sorted().collect(Collectors.joining(","));
  }

  /**
   * Reads what {@link #join} or {@code array_to_string(actions, ',')} wrote.
   *
   * @throws IllegalArgumentException for a word that is not an action
   */
  public static Set<Action> split(String words) {
    return Arrays.stream(words.split(","))
        .filter(Predicate.not(String::isEmpty))
        .map(Action::from)
        .collect(Collectors.toUnmodifiableSet());
  }
}
