package dev.hushkey.wire;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * The API document of a packaged Hushkey: docs/api/openapi.yaml, which a test holds equal to what
 * is generated from the code. SmallRye would generate it anew at each start, for a fifth of the
 * start; so a packaged Hushkey does without (docs/adr/0057-the-api-document-is-a-file.md).
 */
@IfBuildProfile("prod")
@Singleton
class ApiDocument {

  /**
   * After what each request passes, before SmallRye's route, which has the first of these paths.
   */
  private static final int BEFORE_SMALLRYE = -900;

  private static final Set<String> PATHS =
      Set.of("/q/openapi", "/q/openapi.yaml", "/q/openapi.yml", "/q/openapi.json");

  private static final String FILE = "META-INF/hushkey/openapi.yaml";

  void register(@Observes ManagementInterface inner) {
    // that listener takes GET and HEAD only
    PATHS.forEach(
        path -> inner.router().route(path).order(BEFORE_SMALLRYE).handler(ApiDocument::answer));
  }

  private static void answer(RoutingContext routing) {
    try {
      String yaml = read();
      boolean json = wantsJson(routing.request());
      routing
          .response()
          .putHeader(
              HttpHeaders.CONTENT_TYPE,
              json ? "application/json" : "application/yaml;charset=UTF-8")
          .end(json ? toJson(yaml) : yaml);
    } catch (IOException e) {
      routing.fail(new UncheckedIOException(e));
    }
  }

  private static boolean wantsJson(HttpServerRequest request) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    return request.path().endsWith(".json")
        || "json".equalsIgnoreCase(request.getParam("format"))
        || (accept != null && accept.contains("application/json"));
  }

  private static String read() throws IOException {
    try (InputStream file = ApiDocument.class.getClassLoader().getResourceAsStream(FILE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String toJson(String yaml) throws IOException {
    return new ObjectMapper()
        .writerWithDefaultPrettyPrinter()
        .writeValueAsString(new ObjectMapper(new YAMLFactory()).readTree(yaml));
  }
}
