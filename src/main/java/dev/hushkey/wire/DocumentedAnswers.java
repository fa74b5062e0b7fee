package dev.hushkey.wire;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;

/**
 * Writes into the API document what holds for all operations alike: who may call, how calls fail,
 * and that requests have no further members. What an operation states itself stays.
 *
 * <p>The components that it refers to are in {@code META-INF/openapi.yaml}.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class DocumentedAnswers implements OASFilter {

  private static final String OAUTH = "/oauth2/";
  private static final String API = "/v1/";

  @Override
  public void filterOpenAPI(OpenAPI document) {
    closeRequests(document);
    document
        .getPaths()
        .getPathItems()
        .forEach((path, item) -> item.getOperations().values().forEach(op -> complete(path, op)));
  }

  /**
   * Jackson refuses members that it does not know ({@code application.properties}), down to the
   * last object; a schema that says otherwise itself is right.
   */
  private static void closeRequests(OpenAPI document) {
    document.getPaths().getPathItems().values().stream()
        .flatMap(item -> item.getOperations().values().stream())
        .map(Operation::getRequestBody)
        .filter(body -> body != null && body.getContent() != null)
        .flatMap(body -> body.getContent().getMediaTypes().values().stream())
        .forEach(type -> close(document, type.getSchema()));
  }

  private static void close(OpenAPI document, Schema schema) {
    if (schema == null) {
      return;
    }
    if (schema.getRef() != null) {
      String name = schema.getRef().substring(schema.getRef().lastIndexOf('/') + 1);
      close(document, document.getComponents().getSchemas().get(name));
      return;
    }
    close(document, schema.getItems());
    if (schema.getProperties() != null) {
      if (schema.getAdditionalPropertiesSchema() == null) {
        schema.setAdditionalPropertiesBoolean(false);
      }
      schema.getProperties().values().forEach(member -> close(document, member));
    }
  }

  private static void complete(String path, Operation operation) {
    if (path.startsWith(API)) {
      operation.addSecurityRequirement(requirement().addScheme("dpop"));
      addAll(operation, problems(operation));
    }
    if (path.startsWith(OAUTH)) {
      if (operation.getRequestBody() != null) {
        // the secret may be in the body instead
        operation.addSecurityRequirement(requirement());
      }
      addAll(operation, oauthErrors(operation));
    }
  }

  private static SecurityRequirement requirement() {
    return OASFactory.createSecurityRequirement();
  }

  private static Map<String, String> problems(Operation operation) {
    Map<String, String> answers = new HashMap<>();
    if (takesInput(operation)) {
      answers.put("400", "Malformed");
    }
    answers.put("401", "NotAuthenticated");
    answers.put("403", "NotAllowed");
    if (operation.getRequestBody() != null) {
      answers.put("415", "UnsupportedMediaType");
    }
    answers.put("421", "OtherCell");
    answers.put("500", "Unexpected");
    answers.put("503", "Unavailable");
    return answers;
  }

  private static Map<String, String> oauthErrors(Operation operation) {
    Map<String, String> answers = new HashMap<>();
    if (operation.getRequestBody() != null) {
      answers.put("400", "OAuthRefused");
      answers.put("401", "OAuthNotAuthenticated");
      answers.put("415", "UnsupportedMediaType");
    }
    answers.put("500", "OAuthUnexpected");
    answers.put("503", "OAuthUnavailable");
    return answers;
  }

  private static boolean takesInput(Operation operation) {
    return operation.getRequestBody() != null
        || (operation.getParameters() != null && !operation.getParameters().isEmpty());
  }

  private static void addAll(Operation operation, Map<String, String> answers) {
    Map<String, APIResponse> all = new TreeMap<>(operation.getResponses().getAPIResponses());
    answers.forEach(
        (status, component) ->
            all.putIfAbsent(status, OASFactory.createAPIResponse().ref(component)));
    operation.getResponses().setAPIResponses(all);
  }
}
