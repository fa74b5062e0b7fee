package dev.hushkey.alexa.acceptgrant;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.failure.FailureException;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.UpstreamAuthorizationCode;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Alexa's <a
 * href="https://developer.amazon.com/docs/device-apis/alexa-authorization.html#acceptgrant">
 * AcceptGrant directive</a>, version 3.
 *
 * @param code the code that we exchange at Login with Amazon
 * @param granteeToken our own access token, which identifies the link
 */
public record AcceptGrantDirective(UpstreamAuthorizationCode code, SecretText granteeToken) {

  private static final String NAMESPACE = "Alexa.Authorization";
  private static final String NAME = "AcceptGrant";
  private static final String VERSION = "3";
  private static final String GRANT_TYPE = "OAuth2.AuthorizationCode";
  private static final String GRANTEE_TYPE = "BearerToken";
  private static final String HEADER = "/directive/header/";
  private static final String PAYLOAD = "/directive/payload/";

  /** RFC 6749 Appendix A.11 and A.12: codes and tokens are of VSCHAR, without an upper bound. */
  private static final Pattern SECRET = Pattern.compile("[\\x21-\\x7E]{1,8192}");

  /** What Alexa names its interfaces, directives and versions with. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  /** Whether this is a directive of Alexa, but another one, or of another version. */
  static boolean isOther(JsonNode body) {
    return body != null
        && Stream.of("namespace", "name", "payloadVersion")
            .map(member -> body.at(HEADER + member))
            .allMatch(value -> value.isTextual() && WORD.matcher(value.textValue()).matches())
        && !(body.at(HEADER + "namespace").textValue().equals(NAMESPACE)
            && body.at(HEADER + "name").textValue().equals(NAME)
            && body.at(HEADER + "payloadVersion").textValue().equals(VERSION));
  }

  /**
   * Reads a directive as Alexa sends it. Fields that we do not know are ignored.
   *
   * @throws FailureException that names the invalid field; it repeats no value
   */
  public static AcceptGrantDirective read(JsonNode body) {
    if (body == null || !body.isObject()) {
      throw FailureException.malformed("body", "must be a JSON object with a directive");
    }
    require(body, HEADER + "namespace", NAMESPACE);
    require(body, HEADER + "name", NAME);
    require(body, HEADER + "payloadVersion", VERSION);
    require(body, PAYLOAD + "grant/type", GRANT_TYPE);
    require(body, PAYLOAD + "grantee/type", GRANTEE_TYPE);
    return new AcceptGrantDirective(
        new UpstreamAuthorizationCode(secret(body, PAYLOAD + "grant/code")),
        secret(body, PAYLOAD + "grantee/token"));
  }

  private static void require(JsonNode body, String pointer, String wanted) {
    JsonNode value = body.at(pointer);
    if (!value.isTextual() || !value.textValue().equals(wanted)) {
      throw FailureException.malformed(field(pointer), "must be \"" + wanted + "\"");
    }
  }

  private static SecretText secret(JsonNode body, String pointer) {
    JsonNode value = body.at(pointer);
    if (!value.isTextual() || !SECRET.matcher(value.textValue()).matches()) {
      throw FailureException.malformed(
          field(pointer), "must be a string of 1 to 8192 printable ASCII characters");
    }
    return SecretText.of(value.textValue());
  }

  private static String field(String pointer) {
    return pointer.substring(1).replace('/', '.');
  }
}
