package dev.hushkey.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** A browser without scripts or pictures: cookies, redirects and forms. One per person and test. */
public final class PlainBrowser {

  private static final int MAX_REDIRECTS = 12;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LoopbackCookies cookies = new LoopbackCookies();
  private final HttpClient http =
      HttpClient.newBuilder()
          .cookieHandler(cookies)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(PATIENCE)
          .build();
  private final String foreign;
  private String language = "en";

  /**
   * A browser that stops before it leaves for an address with this prefix, where nobody listens.
   */
  public PlainBrowser(String foreign) {
    this.foreign = foreign;
  }

  /**
   * Where the browser is now.
   *
   * @param body empty when it stopped before a foreign address
   */
  public record Page(URI address, int status, String body, Map<String, List<String>> headers) {

    /** The page as a tree. */
    public Document document() {
      return Jsoup.parse(body, address.toString());
    }

    /** Where the browser stopped, or the test fails with what the page says. */
    public URI requireStoppedAt(String prefix) {
      if (!address.toString().startsWith(prefix)) {
        throw new AssertionError(
            "expected to be at "
                + prefix
                + " but am at "
                + address.getPath()
                + ", "
                + status
                + ": "
                + document().text());
      }
      return address;
    }
  }

  /**
   * Browsers treat this machine's own address as secure and send cookies marked so, which
   * Keycloak's are; Java does not.
   */
  private static final class LoopbackCookies extends CookieManager {

    private final List<String> asSet = new ArrayList<>();

    LoopbackCookies() {
      super(null, CookiePolicy.ACCEPT_ALL);
    }

    @Override
    public void put(URI uri, Map<String, List<String>> headers) throws IOException {
      headers.forEach(
          (name, values) -> {
            if (name.equalsIgnoreCase("set-cookie")) {
              asSet.addAll(values);
            }
          });
      Map<String, List<String>> sendable = new HashMap<>(headers);
      sendable.computeIfPresent(
          "set-cookie",
          (_, values) ->
              values.stream().map(text -> text.replaceAll("(?i);\\s*secure", "")).toList());
      super.put(uri, sendable);
    }
  }

  /** Prefers this language from now on, a value of {@code Accept-Language}. */
  public PlainBrowser speaking(String acceptLanguage) {
    language = acceptLanguage;
    return this;
  }

  /** Every cookie that was ever set, as the server wrote it. */
  public List<String> cookiesAsSet() {
    return List.copyOf(cookies.asSet);
  }

  /** The value of a cookie that would be sent to this address. */
  public Optional<String> cookie(URI address, String name) {
    return cookies.getCookieStore().get(address).stream()
        .filter(cookie -> cookie.getName().equals(name))
        .map(HttpCookie::getValue)
        .findFirst();
  }

  /** Plants a cookie, as an attacker would who can. */
  public void plant(URI address, String name, String value) {
    HttpCookie cookie = new HttpCookie(name, value);
    cookie.setDomain(address.getHost());
    cookie.setPath("/");
    cookie.setVersion(0);
    cookies.getCookieStore().add(address, cookie);
  }

  /** Goes to an address. */
  public Page open(URI address) {
    return follow(HttpRequest.newBuilder(address).GET());
  }

  /** Sends the form with these fields added to its hidden ones. */
  public Page submit(Page page, Element form, List<Map.Entry<String, String>> fields) {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    for (Element hidden : form.select("input[type=hidden]")) {
      all.add(Map.entry(hidden.attr("name"), hidden.attr("value")));
    }
    all.addAll(fields);
    return post(page.address().resolve(form.attr("action")), all);
  }

  /** Sends a form that no page showed. */
  public Page post(URI address, List<Map.Entry<String, String>> fields) {
    return follow(
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(encode(fields))));
  }

  private Page follow(HttpRequest.Builder first) {
    HttpRequest.Builder next = first;
    for (int i = 0; i < MAX_REDIRECTS; i++) {
      HttpResponse<String> answer =
          send(next.timeout(PATIENCE).setHeader("Accept-Language", language).build());
      if (answer.statusCode() < 300 || answer.statusCode() >= 400) {
        return new Page(answer.uri(), answer.statusCode(), answer.body(), answer.headers().map());
      }
      URI location = answer.uri().resolve(answer.headers().firstValue("Location").orElseThrow());
      if (location.toString().startsWith(foreign)) {
        return new Page(location, answer.statusCode(), "", answer.headers().map());
      }
      next = HttpRequest.newBuilder(location).GET();
    }
    throw new AssertionError("more than " + MAX_REDIRECTS + " redirects");
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Fields in the form that a browser sends. */
  public static String encode(List<Map.Entry<String, String>> fields) {
    return fields.stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
