package dev.hushkey.fuzz;

import dev.hushkey.oauth.request.RequestParameters;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Any text as the parameters of a query or form; as lenient as the HTTP layer before us. */
public final class FormText {

  private FormText() {}

  public static RequestParameters parse(String text) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      String[] parts = pair.split("=", 2);
      values
          .computeIfAbsent(decode(parts[0]), _ -> new ArrayList<>())
          .add(parts.length == 2 ? decode(parts[1]) : "");
    }
    return new RequestParameters(values);
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }
}
