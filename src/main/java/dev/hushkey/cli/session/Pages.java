package dev.hushkey.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** Lists that the API gives page by page. */
public final class Pages {

  private static final String NEXT = "next";

  private Pages() {}

  /** What to ask for the next page. */
  @FunctionalInterface
  public interface Query {

    /**
     * Its parameters.
     *
     * @param have how many there are so far
     * @param after what the page before said comes next; empty for the first
     */
    Map<String, String> of(int have, String after);
  }

  /**
   * All pages joined into one answer, until there are so many; {@code next} is left if there are
   * more.
   *
   * @param member what the list is called
   */
  public static ObjectNode join(AdminApi api, String path, String member, int limit, Query query) {
    ObjectNode all = Json.MAPPER.createObjectNode();
    ArrayNode joined = all.putArray(member);
    do {
      JsonNode page = api.get(path, query.of(joined.size(), all.path(NEXT).asText(""))).json();
      page.path(member).forEach(joined::add);
      all.remove(NEXT);
      if (page.hasNonNull(NEXT)) {
        all.set(NEXT, page.get(NEXT));
      }
    } while (all.has(NEXT) && joined.size() < limit);
    return all;
  }
}
