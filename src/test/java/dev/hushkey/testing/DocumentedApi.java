package dev.hushkey.testing;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.Response;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.report.LevelResolver;
import com.atlassian.oai.validator.report.ValidationReport;
import com.atlassian.oai.validator.report.ValidationReport.Message;
import com.atlassian.oai.validator.restassured.RestAssuredRequest;
import com.atlassian.oai.validator.restassured.RestAssuredResponse;
import dev.hushkey.stack.fixture.PlainBrowser;
import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Holds every request and every answer of REST Assured to the API document, in all tests, by <a
 * href="https://bitbucket.org/atlassian/swagger-request-validator">Atlassian's validator</a>.
 *
 * <p>Tests also send what is wrong on purpose: a request that the document does not allow must get
 * a 4xx, and that answer is held to the document as well.
 */
public final class DocumentedApi implements Filter, QuarkusTestBeforeEachCallback {

  /** Pages for people, the document itself, and Keycloak. */
  private static final List<String> UNDOCUMENTED =
      List.of(
          "/account/",
          "/oauth2/authorize",
          "/oauth2/login-failed",
          "/oauth2/logged-out",
          "/hushkey.css",
          "/q/openapi",
          "/realms/",
          "/admin/");

  private static final int CLIENT_ERRORS = 400;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int SERVER_ERRORS = 500;

  private static final OpenApiInteractionValidator DOCUMENT =
      OpenApiInteractionValidator.createForInlineApiSpecification(
              read(Path.of("docs/api/openapi.yaml")))
          // REST Assured adds tokens where no filter sees them; whether one is needed, we answer
          .withLevelResolver(
              LevelResolver.create()
                  .withLevel("validation.request.security", ValidationReport.Level.IGNORE)
                  .build())
          .build();

  /** For all tests of this class loader; Quarkus calls it. */
  @Override
  public void beforeEach(QuarkusTestMethodContext context) {
    if (RestAssured.filters().stream().noneMatch(DocumentedApi.class::isInstance)) {
      RestAssured.filters(this);
    }
  }

  @Override
  public io.restassured.response.Response filter(
      FilterableRequestSpecification request,
      FilterableResponseSpecification expected,
      FilterContext context) {
    io.restassured.response.Response answer = context.next(request, expected);
    check(sent(request), RestAssuredResponse.of(answer));
    return answer;
  }

  /** As it is sent: REST Assured makes a body of a form only after the filters. */
  private static Request sent(FilterableRequestSpecification request) {
    Map<String, String> form = request.getFormParams();
    return form.isEmpty()
        ? RestAssuredRequest.of(request)
        : new SimpleRequest.Builder(request.getMethod(), request.getDerivedPath())
            .withContentType("application/x-www-form-urlencoded")
            .withBody(PlainBrowser.encode(List.copyOf(form.entrySet())))
            .build();
  }

  /**
   * Compares one exchange with the document.
   *
   * @throws AssertionError that says what differs
   */
  public static void check(Request request, Response answer) {
    boolean isOperation = answer.getStatus() != METHOD_NOT_ALLOWED;
    if (!isOperation || UNDOCUMENTED.stream().anyMatch(request.getPath()::startsWith)) {
      return;
    }
    if (answer.getStatus() < CLIENT_ERRORS || answer.getStatus() >= SERVER_ERRORS) {
      require(request, answer, DOCUMENT.validateRequest(request));
    }
    require(
        request, answer, DOCUMENT.validateResponse(request.getPath(), request.getMethod(), answer));
  }

  private static void require(Request request, Response answer, ValidationReport report) {
    if (report.hasErrors()) {
      throw new AssertionError(
          "%s %s, answered %d, differs from the API document:%n%s"
              .formatted(
                  request.getMethod(),
                  request.getPath(),
                  answer.getStatus(),
                  report.getMessages().stream()
                      .map(Message::toString)
                      .collect(Collectors.joining("\n"))));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
