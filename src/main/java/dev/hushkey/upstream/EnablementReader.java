package dev.hushkey.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the answers of Amazon's <a
 * href="https://developer.amazon.com/en-US/docs/alexa/smapi/skill-enablement.html">Skill Enablement
 * API</a>. No part of a body gets into a message.
 */
final class EnablementReader {

  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final Set<Integer> TOKEN_REFUSED = Set.of(401, 403);
  private static final int NOT_LINKED = 0;

  private EnablementReader() {}

  /** Empty when it decided nothing: it is unavailable, or redirects us. */
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
    String status =
        AnswerJson.read(body, Set.of("accountLink"))
            .path("accountLink")
            .path("status")
            .asText("LINKED");
    return status.equals("LINKED");
  }

  /** A user's home region, as far as Amazon says. */
  sealed interface Home {

    /** In these configured regions, at least one, in the order of the answer. */
    record At(List<URI> places) implements Home {}

    /** It names no endpoint that we know. */
    record Unknown() implements Home {}

    /** It does not accept the user's token. */
    record Refused(EnablementAnswer.Refused answer) implements Home {}

    /** It decided nothing. */
    record Away() implements Home {}
  }

  /** Amazon names hosts. They only select among the configured addresses; no other is ever used. */
  static Home home(int status, String body, Collection<URI> ours) {
    Optional<EnablementAnswer> answer = read(status, body);
    if (answer.isEmpty()) {
      return new Home.Away();
    }
    if (answer.get() instanceof EnablementAnswer.Refused refused
        && TOKEN_REFUSED.contains(status)) {
      return new Home.Refused(refused);
    }
    List<URI> places = places(body, ours);
    return places.isEmpty() ? new Home.Unknown() : new Home.At(places);
  }

  private static List<URI> places(String body, Collection<URI> ours) {
    List<URI> places = new ArrayList<>();
    for (JsonNode named : AnswerJson.read(body, Set.of("endpoints")).path("endpoints")) {
      String host = named.asText().replaceFirst("^https?://", "").replaceFirst("/$", "");
      ours.stream().filter(uri -> uri.getRawAuthority().equals(host)).forEach(places::add);
    }
    return places.stream().distinct().toList();
  }
}
