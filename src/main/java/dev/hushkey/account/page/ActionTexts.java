package dev.hushkey.account.page;

import dev.hushkey.identity.Action;

/**
 * How actions are described to people. Exhaustive: a new action does not compile until it has
 * words.
 */
public final class ActionTexts {

  private ActionTexts() {}

  public static String name(Texts texts, Action action) {
    return switch (action) {
      case EVENTS -> texts.events();
      case VIEW -> texts.view();
      case CONTROL -> texts.control();
    };
  }

  public static String hint(Texts texts, Action action, String assistant) {
    return switch (action) {
      case EVENTS -> texts.eventsHint(assistant);
      case VIEW -> texts.viewHint(assistant);
      case CONTROL -> texts.controlHint(assistant);
    };
  }
}
