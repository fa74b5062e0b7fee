package dev.hushkey.oauth.request;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Queries in the form {@code application/x-www-form-urlencoded}, RFC 6749 appendix B. */
public final class Query {

  private Query() {}

  public static String of(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** Appends to a redirect URI, which may already have a query, RFC 6749 §3.1.2. */
  public static URI append(String redirectUri, Map<String, String> parameters) {
    String separator = redirectUri.contains("?") ? "&" : "?";
    return URI.create(redirectUri + separator + of(parameters));
  }

  /** Reads what {@link #of} wrote. */
  public static RequestParameters parse(String query) {
    return new RequestParameters(
        Arrays.stream(query.split("&"))
            .map(pair -> pair.split("=", 2))
            .collect(
                Collectors.groupingBy(
                    pair -> decode(pair[0]),
                    Collectors.mapping(pair -> decode(pair[1]), Collectors.toList()))));
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
