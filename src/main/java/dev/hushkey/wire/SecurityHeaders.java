package dev.hushkey.wire;

import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The security headers of every answer: pages, style sheet and API alike. */
@ApplicationScoped
class SecurityHeaders {

  private static final int EARLY = 960;
  private static final String ACCOUNT = "/account/";

  /** The consent page, and what leads to it: the log-in, and waiting for it. */
  private static final Set<String> TO_A_LINK =
      Set.of("/account/consent", "/account/login", "/account/waiting");

  private final Issuer issuer;

  @Inject
  SecurityHeaders(Issuer issuer) {
    this.issuer = issuer;
  }

  void register(@Observes Filters filters) {
    filters.register(this::add, EARLY);
  }

  void register(@Observes ManagementInterface inner) {
    inner.router().route().order(-EARLY).handler(this::add);
  }

  private void add(RoutingContext routing) {
    HttpServerResponse response = routing.response();
    of(issuer.isHttps(), Objects.requireNonNullElse(routing.request().path(), ""))
        .forEach(response::putHeader);
    routing.next();
  }

  /**
   * The headers for an address.
   *
   * <p>No {@code Cross-Origin-Opener-Policy} on the way to a link: an assistant that opened it in a
   * separate window would lose its handle on that window.
   */
  static Map<String, String> of(boolean https, String path) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    if (path.startsWith(ACCOUNT) && !TO_A_LINK.contains(path)) {
      headers.put("Cross-Origin-Opener-Policy", "same-origin");
    }
    if (https) {
      // <a href="https://www.rfc-editor.org/rfc/rfc6797">RFC 6797</a>, a year
      headers.put("Strict-Transport-Security", "max-age=31536000");
    }
    return headers;
  }
}
