package dev.hushkey.account.refusal;

import dev.hushkey.wire.Audience;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Refuses with a page what is longer than we take; the HTTP server would say nothing and close the
 * connection. Its own limits for addresses and headers ({@code quarkus.http.limits}) are higher, so
 * that such a request gets as far as here.
 */
@Singleton
class RequestLimits {

  /** After headers and correlation id, before anybody reads a cookie. */
  private static final int EARLY = 960;

  /**
   * In characters. Ours need up to 10 KB: a session, a log-in that begins, and older ones. The rest
   * is for cookies that other sites of the company set for all its hosts.
   */
  private static final int MAX_HEADERS = 24 * 1024;

  /** A {@code state} of 1536 characters, each percent-encoded, and the rest of a request. */
  private static final int MAX_ADDRESS = 8192;

  /** The boxes of a thousand cameras; below {@code quarkus.http.limits.max-body-size}. */
  private static final int MAX_BODY = 256 * 1024;

  private static final int COLON_AND_LINE_END = 4;
  private static final int BODY_TOO_LARGE = 413;
  private static final int ADDRESS_TOO_LONG = 414;
  private static final int HEADERS_TOO_LARGE = 431;

  private final EarlyPages pages;

  @Inject
  RequestLimits(EarlyPages pages) {
    this.pages = pages;
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, EARLY);
  }

  private void check(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    OptionalInt refusal =
        request.path() != null && Audience.of(request.path()).isPage()
            ? refusal(request)
            : OptionalInt.empty();
    refusal.ifPresentOrElse(status -> pages.refuse(routing, status), routing::next);
  }

  private OptionalInt refusal(HttpServerRequest request) {
    if (request.uri().length() > MAX_ADDRESS) {
      return OptionalInt.of(ADDRESS_TOO_LONG);
    }
    if (lengthOf(request.headers()) > MAX_HEADERS) {
      return OptionalInt.of(HEADERS_TOO_LARGE);
    }
    return isTooLong(request.getHeader(HttpHeaders.CONTENT_LENGTH))
        ? OptionalInt.of(BODY_TOO_LARGE)
        : OptionalInt.empty();
  }

  private static int lengthOf(Iterable<Map.Entry<String, String>> headers) {
    int length = 0;
    for (Map.Entry<String, String> header : headers) {
      length += header.getKey().length() + header.getValue().length() + COLON_AND_LINE_END;
    }
    return length;
  }

  /** What is no number, the HTTP server has refused before. */
  private static boolean isTooLong(String contentLength) {
    return contentLength != null && Long.parseLong(contentLength) > MAX_BODY;
  }
}
