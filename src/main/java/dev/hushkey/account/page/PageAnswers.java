package dev.hushkey.account.page;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;

/**
 * Pages in the language of the request, with the headers of every page: no script, no framing, no
 * caching, no browser features such as the camera, and no referrer for the next site (the address
 * holds the assistant's {@code state}). The headers of all answers are in {@code SecurityHeaders}.
 */
@Singleton
public class PageAnswers {

  private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("utf-8");
  private static final int SEE_OTHER = 303;

  private static final String NO_DEVICES =
      "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(),"
          + " magnetometer=(), microphone=(), payment=(), usb=()";

  private final PageLanguage language;

  @Inject
  PageAnswers(PageLanguage language) {
    this.language = language;
  }

  /** A page without a form. */
  public Uni<Response> of(int status, TemplateInstance page) {
    return of(status, page, List.of());
  }

  /**
   * A page with a form.
   *
   * @param formTargets CSP sources that the form may lead to, redirects included
   */
  public Uni<Response> of(int status, TemplateInstance page, List<String> formTargets) {
    return of(status, page, language.language(), formTargets).map(Response.ResponseBuilder::build);
  }

  /** A page without a form, where there is no request scope. */
  static Uni<Response.ResponseBuilder> of(int status, TemplateInstance page, Language spoken) {
    return of(status, page, spoken, List.of());
  }

  private static Uni<Response.ResponseBuilder> of(
      int status, TemplateInstance page, Language spoken, List<String> formTargets) {
    return page.setLocale(spoken.locale())
        .createUni()
        .map(html -> protect(answer(status, html, spoken), formTargets));
  }

  /** On to the next address, always as a GET. */
  public static Response seeOther(URI location) {
    return Response.status(SEE_OTHER)
        .location(location)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("Referrer-Policy", "no-referrer")
        .build();
  }

  private static Response.ResponseBuilder answer(int status, String html, Language spoken) {
    return Response.status(status).type(HTML).language(spoken.locale()).entity(html);
  }

  private static Response.ResponseBuilder protect(
      Response.ResponseBuilder answer, List<String> formTargets) {
    return answer
        .header("Content-Security-Policy", contentSecurityPolicy(formTargets))
        .header("X-Frame-Options", "DENY")
        .header("Referrer-Policy", "no-referrer")
        .header("Permissions-Policy", NO_DEVICES)
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  private static String contentSecurityPolicy(List<String> formTargets) {
    String forms = formTargets.isEmpty() ? "'none'" : "'self' " + String.join(" ", formTargets);
    return "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none';"
        + " form-action "
        + forms;
  }
}
