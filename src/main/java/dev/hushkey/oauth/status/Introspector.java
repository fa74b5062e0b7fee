package dev.hushkey.oauth.status;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.audit.Actor;
import dev.hushkey.identity.AssistantId;

/**
 * The caller of introspection, <a href="https://www.rfc-editor.org/rfc/rfc7662">RFC 7662</a> §2.1.
 */
sealed interface Introspector {

  /** For the record. */
  Actor actor();

  /** Whether it may see this assistant's tokens. */
  boolean maySee(AssistantId assistant);

  /** An assistant, by its client credentials: it sees its own. */
  record Client(Assistant assistant) implements Introspector {
    @Override
    public Actor actor() {
      return Actor.assistant(assistant.id());
    }

    @Override
    public boolean maySee(AssistantId other) {
      return assistant.id().equals(other);
    }
  }

  /** One of our own callers, authenticated by Keycloak: it sees all. */
  record Internal(Actor actor) implements Introspector {
    @Override
    public boolean maySee(AssistantId assistant) {
      return true;
    }
  }
}
