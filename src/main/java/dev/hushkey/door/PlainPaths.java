package dev.hushkey.door;

import dev.hushkey.failure.Failure;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.regex.Pattern;

/**
 * Refuses addresses that two readers could read in two ways: parameters of a segment ({@code
 * cam1;front}, which RESTEasy cuts off), encoded separators, dot segments, anything encoded twice.
 * None of our addresses needs more than the characters of our identifiers.
 */
@Singleton
class PlainPaths {

  /** After headers and correlation id, before all else. */
  private static final int EARLY = 950;

  private static final Failure.MalformedRequest NOT_PLAIN =
      new Failure.MalformedRequest(
          "path", "must have plain segments: no ';', no '.' or '..', nothing encoded but : and @");

  /** Two characters of our identifiers that clients encode, although they need not. */
  private static final Pattern ENCODED = Pattern.compile("%(?:3[Aa]|40)");

  /** Another character, an empty segment except the last, a segment of dots alone. */
  private static final Pattern NOT_OURS =
      Pattern.compile("[^A-Za-z0-9._:@~/-]|//|/\\.{1,2}(?:/|$)");

  void register(@Observes Filters filters) {
    filters.register(PlainPaths::check, EARLY);
  }

  static void refuse(RoutingContext routing) {
    String path = routing.request().path();
    EarlyAnswers.refuse(routing, path == null ? "" : path, NOT_PLAIN);
  }

  private static void check(RoutingContext routing) {
    if (isPlain(routing.request().path())) {
      routing.next();
    } else {
      refuse(routing);
    }
  }

  static boolean isPlain(String path) {
    return path != null
        && path.startsWith("/")
        && !NOT_OURS.matcher(ENCODED.matcher(path).replaceAll(":")).find();
  }
}
