package dev.hushkey.oauth;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Queries in the form {@code application/x-www-form-urlencoded}, RFC 6749 appendix B. */
final class Query {

  private Query() {}

  static String of(Map<String, String> parameters) {
    return parameters.entrySet().stream()
        .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
        .collect(Collectors.joining("&"));
  }

  /** Adds to a redirect URI, which may have a query of its own, RFC 6749 §3.1.2. */
  static URI append(String redirectUri, Map<String, String> parameters) {
    String separator = redirectUri.contains("?") ? "&" : "?";
    return URI.create(redirectUri + separator + of(parameters));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
