package dev.hushkey.oauth.globalrevocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.fuzz.Refusals;

/** Whom a security tool names. */
public final class GlobalRevocationFuzz {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is accepted says the same user again. */
  public static void subjectIdentifier(String input) {
    JsonNode json;
    try {
      json = JSON.readTree(input);
    } catch (JsonProcessingException notJson) {
      return;
    }
    try {
      SubjectIdentifier read = SubjectIdentifier.read(json);
      assertThat(json.path(read.issuer().isPresent() ? "sub" : "id").textValue())
          .isEqualTo(read.user().value());
    } catch (FailureException refused) {
      assertThat(refused.failure()).isInstanceOf(Failure.MalformedRequest.class);
    }
  }

  /** The whole body, as the door reads it. */
  public static void globalRevocation(String input) {
    Refusals.body(input, GlobalTokenRevocationResource.Request.class);
  }

  private GlobalRevocationFuzz() {}
}
