package dev.hushkey.account.page;

import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pages in the language of the request, with the headers of every page: no script, no framing, no
 * caching, no browser features such as the camera, and no referrer for the next site (the address
 * holds the assistant's {@code state}). The headers of all answers are in {@code SecurityHeaders}.
 */
@Singleton
public class PageAnswers {

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
  public static Uni<Response.ResponseBuilder> of(
      int status, TemplateInstance page, Language spoken) {
    return of(status, page, spoken, List.of());
  }

  private static Uni<Response.ResponseBuilder> of(
      int status, TemplateInstance page, Language spoken, List<String> formTargets) {
    return page.setLocale(spoken.locale())
        .createUni()
        .map(html -> answer(status, html, headers(spoken, formTargets)));
  }

  /** On to the next address, always as a GET. */
  public static Response seeOther(URI location) {
    return Response.status(SEE_OTHER)
        .location(location)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("Referrer-Policy", "no-referrer")
        .build();
  }

  /** The headers of a page. */
  public static Map<String, String> headers(Language spoken, List<String> formTargets) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(HttpHeaders.CONTENT_TYPE, "text/html;charset=utf-8");
    headers.put(HttpHeaders.CONTENT_LANGUAGE, spoken.tag());
    headers.put("Content-Security-Policy", contentSecurityPolicy(formTargets));
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Permissions-Policy", NO_DEVICES);
    headers.put(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
    headers.put(HttpHeaders.CACHE_CONTROL, "no-store");
    return headers;
  }

  private static Response.ResponseBuilder answer(
      int status, String html, Map<String, String> headers) {
    Response.ResponseBuilder answer = Response.status(status).entity(html);
    headers.forEach(answer::header);
    return answer;
  }

  private static String contentSecurityPolicy(List<String> formTargets) {
    String forms = formTargets.isEmpty() ? "'none'" : "'self' " + String.join(" ", formTargets);
    return "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none';"
        + " form-action "
        + forms;
  }
}
