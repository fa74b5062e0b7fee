package dev.hushkey.door;

import dev.hushkey.failure.Failure;
import dev.hushkey.wire.Audience;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Leaves each door the one kind of identity that counts there, before Quarkus looks: it would
 * choose the OIDC tenant by the name of a cookie, wherever that cookie came in
 * (docs/adr/0034-one-identity-per-door.md).
 */
@Singleton
class OneIdentity {

  private static final int EARLY = 940;
  private static final String DPOP = "DPoP";

  private static final Failure.MalformedRequest REPEATED =
      new Failure.MalformedRequest("Authorization", "must not be repeated");

  void register(@Observes Filters filters) {
    filters.register(OneIdentity::keepOne, EARLY);
  }

  private static void keepOne(RoutingContext routing) {
    MultiMap headers = routing.request().headers();
    String path = routing.request().path();
    Audience audience = Audience.of(path);
    if (audience == Audience.PERSON) {
      keepFirstOfEachName(headers);
    } else {
      headers.remove(HttpHeaders.COOKIE);
    }
    if (audience.isPage()) {
      headers.remove(HttpHeaders.AUTHORIZATION);
      headers.remove(DPOP);
    } else if (headers.getAll(HttpHeaders.AUTHORIZATION).size() > 1) {
      // RFC 9110 §5.3: not a list; and we would not know whom to believe
      EarlyAnswers.refuse(routing, path, REPEATED);
      return;
    }
    routing.next();
  }

  /**
   * Browsers send the cookie with the longest path first (RFC 6265 §5.4), and Quarkus would take
   * the last. So a cookie for the whole host, which others may be able to set, does not hide ours.
   */
  private static void keepFirstOfEachName(MultiMap headers) {
    Map<String, String> first = new LinkedHashMap<>();
    for (String header : headers.getAll(HttpHeaders.COOKIE)) {
      for (String cookie : header.split(";")) {
        first.putIfAbsent(cookie.replaceFirst("=.*", "").strip(), cookie.strip());
      }
    }
    if (!first.isEmpty()) {
      headers.set(HttpHeaders.COOKIE, String.join("; ", first.values()));
    }
  }
}
