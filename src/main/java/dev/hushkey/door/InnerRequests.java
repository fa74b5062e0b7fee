package dev.hushkey.door;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.regex.Pattern;

/** What each request at the inner listener passes: that one is for reading only. */
@Singleton
class InnerRequests {

  /** After headers and correlation id, before the routes of health and metrics. */
  private static final int EARLY = -930;

  private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  /**
   * Media ranges as programs write them. Possessive, since Java would otherwise recurse once for
   * each range, and a header of 4 kB would overflow the stack.
   */
  private static final Pattern MEDIA =
      Pattern.compile(
          "[\\w.+*-]++/[\\w.+*-]++(?: *+; *+[\\w-]++=[\\w.-]++)*+"
              + "(?: *+, *+[\\w.+*-]++/[\\w.+*-]++(?: *+; *+[\\w-]++=[\\w.-]++)*+)*+");

  void register(@Observes ManagementInterface inner) {
    inner.router().route().order(EARLY).handler(InnerRequests::check);
  }

  private static void check(RoutingContext routing) {
    String path = routing.request().path();
    if (!PlainPaths.isPlain(path)) {
      PlainPaths.refuse(routing);
      return;
    }
    if (!READING.contains(routing.request().method())) {
      routing.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      EarlyAnswers.refuse(routing, path, 405, "Method Not Allowed");
      return;
    }
    if (hasBody(routing.request().headers())) {
      // it is not read
      routing.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      EarlyAnswers.refuse(routing, path, 413, "Content Too Large");
      return;
    }
    // Quarkus lets every web page read them.
    routing.response().headers().remove(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN);
    MultiMap headers = routing.request().headers();
    // Vert.x fails on others
    if (headers.getAll(HttpHeaders.ACCEPT).stream().anyMatch(it -> !areMediaRanges(it))) {
      headers.remove(HttpHeaders.ACCEPT);
    }
    routing.next();
  }

  static boolean areMediaRanges(String accept) {
    return MEDIA.matcher(accept).matches();
  }

  private static boolean hasBody(MultiMap headers) {
    String length = headers.get(HttpHeaders.CONTENT_LENGTH);
    return headers.contains(HttpHeaders.TRANSFER_ENCODING) || length != null && !length.equals("0");
  }
}
