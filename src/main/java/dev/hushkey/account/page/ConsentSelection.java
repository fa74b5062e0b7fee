package dev.hushkey.account.page;

import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.oauth.request.RequestParameters;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The checkboxes of our forms, one per device and action. A device id has no slash. */
public final class ConsentSelection {

  /** The name of every box. */
  private static final String FIELD = "grant";

  /** More boxes than a page of 1000 cameras has. */
  private static final int MAX_COUNT = 3000;

  private ConsentSelection() {}

  /** The value of one box. */
  public static String value(DeviceId device, Action action) {
    return device + "/" + action.wireName();
  }

  /**
   * The ticked boxes of a submitted form, by device.
   *
   * @throws FailureException malformed, for a value that none of our pages has
   */
  public static Map<DeviceId, Set<Action>> read(RequestParameters form) {
    List<String> values = form.values().getOrDefault(FIELD, List.of());
    if (values.size() > MAX_COUNT) {
      throw FailureException.malformed(FIELD, "too many");
    }
    Map<DeviceId, Set<Action>> ticked = new HashMap<>();
    for (String value : values) {
      int slash = value.indexOf('/');
      if (slash < 0) {
        throw FailureException.malformed(FIELD, "must be device/action");
      }
      ticked
          .computeIfAbsent(
              parse(value.substring(0, slash), DeviceId::new), _ -> EnumSet.noneOf(Action.class))
          .add(parse(value.substring(slash + 1), Action::from));
    }
    return ticked;
  }

  private static <T> T parse(String text, Function<String, T> type) {
    try {
      return type.apply(text);
    } catch (IllegalArgumentException malformed) {
      throw FailureException.malformed(FIELD, malformed.getMessage());
    }
  }
}
