package dev.hushkey.audit;

import java.util.List;

/**
 * What must hold, in the very statement that records it, for an event that says {@code allowed}.
 *
 * @param condition SQL about the columns of the event, {@code e}, with {@code ?} for parameters
 * @param parameters the values of these, in their order
 */
public record StillTrue(String condition, List<Object> parameters) {

  /** The condition with the parameters numbered from here on. */
  String from(int number) {
    String numbered = condition;
    for (int i = 0; i < parameters.size(); i++) {
      numbered = numbered.replaceFirst("\\?", "\\$" + (number + i));
    }
    return numbered;
  }
}
