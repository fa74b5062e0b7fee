package dev.hushkey.oauth.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The parameter {@code authorization_details}, RFC 9396 §2 and §5: strict, because a client that
 * asks for something unsupported must not believe that it was granted.
 */
public final class AuthorizationDetailsJson {

  /** The name of the parameter. */
  public static final String PARAMETER = "authorization_details";

  /** In characters. */
  static final int MAX_LENGTH = 4096;

  private static final int MAX_COUNT = 100;
  private static final Set<String> MEMBERS = Set.of("type", "identifier", "actions");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private AuthorizationDetailsJson() {}

  /**
   * The details of a request, if it has any.
   *
   * @throws FailureException {@link Failure.AuthorizationDetailsNotValid}; malformed, when the
   *     parameter is repeated or too long
   */
  public static Optional<AuthorizationDetails> find(RequestParameters parameters) {
    return parameters.find(PARAMETER, MAX_LENGTH).map(AuthorizationDetailsJson::parse);
  }

  static AuthorizationDetails parse(String text) {
    JsonNode array = parseJson(text);
    if (!array.isArray() || array.isEmpty() || array.size() > MAX_COUNT) {
      throw notValid("must be a JSON array of 1 to " + MAX_COUNT + " objects");
    }
    List<AuthorizationDetails.Detail> all = new ArrayList<>();
    array.forEach(element -> all.add(toDetail(element)));
    return new AuthorizationDetails(all);
  }

  private static JsonNode parseJson(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      throw notValid("is not JSON");
    }
  }

  private static AuthorizationDetails.Detail toDetail(JsonNode element) {
    if (!element.isObject()) {
      throw notValid("each element must be an object");
    }
    if (!AuthorizationDetails.TYPE.equals(element.path("type").textValue())) {
      throw notValid("the only supported type is " + AuthorizationDetails.TYPE);
    }
    element.fieldNames().forEachRemaining(AuthorizationDetailsJson::requireKnown);
    return new AuthorizationDetails.Detail(
        Optional.ofNullable(element.get("identifier"))
            .map(identifier -> parse(identifier, "identifier", DeviceId::new)),
        toActions(element.path("actions")));
  }

  private static void requireKnown(String member) {
    if (!MEMBERS.contains(member)) {
      throw notValid("the only supported members are type, identifier and actions");
    }
  }

  private static Set<Action> toActions(JsonNode array) {
    if (!array.isArray() || array.isEmpty()) {
      throw notValid("actions must be an array with at least one of events, view, control");
    }
    Set<Action> actions = EnumSet.noneOf(Action.class);
    array.forEach(element -> actions.add(parse(element, "actions", Action::from)));
    return actions;
  }

  private static <T> T parse(JsonNode node, String member, Function<String, T> type) {
    if (!node.isTextual()) {
      throw notValid(member + " must be a string");
    }
    try {
      return type.apply(node.textValue());
    } catch (IllegalArgumentException malformed) {
      throw notValid(member + ": " + malformed.getMessage());
    }
  }

  public static String write(AuthorizationDetails details) {
    try {
      return JSON.writeValueAsString(details.toMembers());
    } catch (JsonProcessingException plainTextsAlwaysWrite) {
      throw new IllegalStateException(plainTextsAlwaysWrite);
    }
  }

  private static FailureException notValid(String hint) {
    return new FailureException(new Failure.AuthorizationDetailsNotValid(hint));
  }
}
