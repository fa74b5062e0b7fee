package dev.hushkey.upstream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads the answers of Amazon's <a
 * href="https://developer.amazon.com/en-US/docs/alexa/smapi/skill-enablement.html">Skill Enablement
 * API</a>. Nothing of a body gets into a message.
 */
final class EnablementReader {

  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int NOT_LINKED = 0;
  private static final ObjectMapper JSON = new ObjectMapper();

  private EnablementReader() {}

  /** Empty when it decided nothing: it is away, or sends us elsewhere. */
  static Optional<EnablementAnswer> read(int status, String body) {
    if (status == REQUEST_TIMEOUT || status == TOO_MANY_REQUESTS) {
      return Optional.empty();
    }
    return switch (status / 100) {
      // 201 is documented, 200 was seen.
      case 2 -> Optional.of(isLinked(body) ? enabled() : new EnablementAnswer.Refused(NOT_LINKED));
      case 4 -> Optional.of(new EnablementAnswer.Refused(status));
      default -> Optional.empty();
    };
  }

  private static EnablementAnswer enabled() {
    return new EnablementAnswer.Enabled();
  }

  /** The status alone is documented as the sign of success; a body may say otherwise. */
  private static boolean isLinked(String body) {
    String status = parse(body).path("accountLink").path("status").asText("LINKED");
    return status.equals("LINKED");
  }

  /**
   * Which of our endpoints are the user's, in the order of the answer. Amazon names hosts, several
   * when it does not know; whatever it names, no other address than ours is ever used.
   */
  static List<URI> known(String body, Collection<URI> ours) {
    List<URI> known = new ArrayList<>();
    for (JsonNode named : parse(body).path("endpoints")) {
      String host = named.asText().replaceFirst("^https?://", "").replaceFirst("/$", "");
      ours.stream().filter(uri -> uri.getRawAuthority().equals(host)).forEach(known::add);
    }
    return known.stream().distinct().toList();
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException _) {
      return JSON.createObjectNode();
    }
  }
}
