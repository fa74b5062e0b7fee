package dev.hushkey.upstream;

import dev.hushkey.identity.AssistantId;

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

  static Place enablement(AssistantId assistant, String host) {
    return new Place(assistant + "/" + host);
  }
}
