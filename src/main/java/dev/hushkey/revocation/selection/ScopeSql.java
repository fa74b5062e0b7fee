package dev.hushkey.revocation.selection;

import dev.hushkey.identity.AssistantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A scope as a condition. Only fixed text goes into the statement, values travel as parameters.
 *
 * @param condition over {@code l} (a link) or, for a device, {@code g} (a device grant) joined to
 *     it
 * @param values for {@code $1 … $n} in the condition
 */
public record ScopeSql(String condition, List<Object> values) {

  /** The user of a scope of users in {@code c}, a cut-off: without its kind and its assistant. */
  public static final String LISTED_USER =
      "replace(replace(split_part(substr(c.scope, 6), '/assistant:', 1), '%2F', '/'), '%25', '%')";

  /** The links of people: nothing that an admin selects is a part of a drill. */
  static final String REAL = "not starts_with(l.assistant, '" + AssistantId.OF_DRILL + "')";

  public static ScopeSql of(RevocationScope scope) {
    List<Object> values = new ArrayList<>();
    String condition =
        switch (scope) {
          case RevocationScope.Everything _ -> REAL;
          case RevocationScope.OfAssistant s -> equal("l.assistant", s.assistant().value(), values);
          case RevocationScope.OfUser s ->
              equal("l.user_id", s.user().value(), values) + and(s.assistant(), values);
          case RevocationScope.OfLink s -> equal("l.id", s.link().value(), values);
          case RevocationScope.OfDevice s ->
              equal("g.device_id", s.device().value(), values) + and(s.assistant(), values);
          case RevocationScope.OfList s -> {
            String ofRevocation = equal("c.revocation_id", s.revocation().value(), values);
            yield switch (s.members()) {
              case USERS -> listedUsers(ofRevocation);
              case DEVICES -> listedDevices(ofRevocation);
              case LINKS, LEAKED_TOKENS -> listedLinks(ofRevocation);
            };
          }
          case RevocationScope.Unknown s ->
              throw new IllegalArgumentException("not a scope: " + s.key());
        };
    return new ScopeSql(condition, values);
  }

  /** The condition for a session's statement, which has named parameters: {@code :p1 … :pn}. */
  public String named() {
    return condition.replace("$", ":p");
  }

  /** The values by the names in {@link #named()}. */
  public Map<String, Object> byName() {
    Map<String, Object> named = new TreeMap<>();
    for (int i = 0; i < values.size(); i++) {
      named.put("p" + (i + 1), values.get(i));
    }
    return named;
  }

  private static String and(Optional<AssistantId> assistant, List<Object> values) {
    return assistant.map(id -> " and " + equal("l.assistant", id.value(), values)).orElse("");
  }

  /**
   * The links that a revocation has named in its cut-offs, {@code link:} and the id. An array,
   * which is made once and walked along the index of links, however large the planner thinks it is.
   */
  private static String listedLinks(String ofRevocation) {
    return "l.id = any (array(select cast(substr(c.scope, 6) as uuid) from cut_off c where "
        + ofRevocation
        + "))";
  }

  /** The same for users, {@code user:} and the id; of one assistant, if the scopes name one. */
  private static String listedUsers(String ofRevocation) {
    String from = " from cut_off c where " + ofRevocation + ")";
    return "l.user_id = any (array(select "
        + LISTED_USER
        + from
        + ") and (select min(split_part(c.scope, '/assistant:', 2))"
        + from
        + " in ('', l.assistant)";
  }

  /** The same for devices, {@code device:} and the id, which holds no slash. */
  private static String listedDevices(String ofRevocation) {
    String from = " from cut_off c where " + ofRevocation + ")";
    return "g.device_id = any (array(select split_part(substr(c.scope, 8), '/assistant:', 1)"
        + from
        + ") and (select min(split_part(c.scope, '/assistant:', 2))"
        + from
        + " in ('', l.assistant)";
  }

  private static String equal(String column, Object value, List<Object> values) {
    values.add(value);
    return column + " = $" + values.size();
  }
}
