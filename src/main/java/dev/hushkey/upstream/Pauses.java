package dev.hushkey.upstream;

import dev.hushkey.identity.AssistantId;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Until when which service of an assistant is left alone, shared by all replicas. */
interface Pauses {

  /**
   * What a pause is for: one service of an assistant.
   *
   * @param key the assistant's id alone for the endpoint that refreshes tokens
   */
  record Place(String key) {

    static Place tokens(AssistantId assistant) {
      return new Place(assistant.value());
    }

    /** For linking from the app, with a client of its own. */
    static Place appTokens(AssistantId assistant) {
      return new Place(assistant + "/app");
    }

    /** For tokens of ended links. */
    static Place revocation(AssistantId assistant) {
      return new Place(assistant + "/revocation");
    }

    /** For security event tokens. */
    static Place securityEvents(AssistantId assistant) {
      return new Place(assistant + "/security-events");
    }

    static Place enablement(AssistantId assistant, String host) {
      return new Place(assistant + "/" + host);
    }
  }

  /**
   * This moment, by the clock that all replicas share.
   *
   * @param pause how much longer the service is left alone
   */
  record Moment(Instant now, Optional<Duration> pause) {}

  /** Reads; fails when the database does. */
  Uni<Moment> at(Place place);

  /**
   * Begins a pause, unless a longer one runs. Never fails.
   *
   * @return the time, bounded by the settings
   */
  Uni<Duration> begin(Place place, Duration time, String why);
}
