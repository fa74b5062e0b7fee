package dev.hushkey.door;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keeps what callers make up, addresses and methods, out of the metrics. Quarkus labels a request
 * by the template of its path; one that is refused before a resource is found, by the path itself,
 * and that may hold a token.
 */
@Singleton
class PathLabels {

  private static final String REQUESTS = "http.server.requests";
  private static final String LABEL = "uri";
  private static final Tag OTHER = Tag.of(LABEL, "other");
  private static final String METHOD = "method";
  private static final Tag OTHER_METHOD = Tag.of(METHOD, "other");

  /** RFC 9110 §9.3 and RFC 5789. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  /** What Quarkus says in place of a path. */
  private static final Set<String> WORDS_OF_QUARKUS =
      Set.of("NOT_FOUND", "REDIRECTION", "UNKNOWN", "root");

  /** Short words of lower-case letters, and names of parameters. No token of ours looks like it. */
  private static final Pattern TEMPLATE =
      Pattern.compile("(?:/(?:v1|oauth2|[a-z.-]{1,30}|\\{[A-Za-z]{1,30}}))+/?|/");

  @Produces
  @Singleton
  MeterFilter templatesOnly() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        if (!id.getName().equals(REQUESTS)) {
          return id;
        }
        String path = id.getTag(LABEL);
        String method = id.getTag(METHOD);
        Meter.Id named = path == null || isTemplate(path) ? id : id.withTag(OTHER);
        return method == null || METHODS.contains(method) ? named : named.withTag(OTHER_METHOD);
      }
    };
  }

  static boolean isTemplate(String path) {
    return WORDS_OF_QUARKUS.contains(path) || TEMPLATE.matcher(path).matches();
  }
}
