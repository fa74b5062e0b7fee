package dev.hushkey.account;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;

/**
 * A page with what every page of ours carries: no script, no frame around it, no copy in a cache,
 * and no address told to the next site (it holds the assistant's {@code state}).
 */
final class PageAnswer {

  private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("utf-8");
  private static final int SEE_OTHER = 303;

  private PageAnswer() {}

  /** A page without a form. */
  static Uni<Response> of(int status, TemplateInstance page) {
    return of(status, page, List.of());
  }

  /**
   * A page with a form.
   *
   * @param formTargets CSP sources that the form may lead to, redirects included
   */
  static Uni<Response> of(int status, TemplateInstance page, List<String> formTargets) {
    return page.createUni()
        .map(html -> protect(Response.status(status).type(HTML).entity(html), formTargets).build());
  }

  /** On to the next address, always as a GET. */
  static Response seeOther(URI location) {
    return Response.status(SEE_OTHER)
        .location(location)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("Referrer-Policy", "no-referrer")
        .build();
  }

  private static Response.ResponseBuilder protect(
      Response.ResponseBuilder answer, List<String> formTargets) {
    return answer
        .header("Content-Security-Policy", contentSecurityPolicy(formTargets))
        .header("X-Frame-Options", "DENY")
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  private static String contentSecurityPolicy(List<String> formTargets) {
    String forms = formTargets.isEmpty() ? "'none'" : "'self' " + String.join(" ", formTargets);
    return "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none';"
        + " form-action "
        + forms;
  }
}
