package dev.hushkey.stack.bench.truth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hushkey.identity.Action;
import dev.hushkey.stack.process.Http;
import java.util.UUID;

/** What is asked about one person and one camera, which may be another's. */
public sealed interface Question {

  Person person();

  /** Whose camera it is, or was at first. */
  Person camera();

  Action action();

  /** Null when none is sent. */
  String nonce();

  ObjectNode toJson();

  /**
   * The camera backend asks for tokens.
   *
   * @param only the only link; null for all
   */
  record Handout(
      Person person, Person camera, String assistant, UUID only, Action action, String nonce)
      implements Question {

    /** Whether this link has a part in the answer. */
    boolean isAbout(LinkTruth link) {
      return link.living()
          && link.assistant().equals(assistant)
          && (only == null || only.equals(link.id()));
    }

    @Override
    public ObjectNode toJson() {
      ObjectNode json =
          Http.JSON
              .createObjectNode()
              .put("user", person.user())
              .put("device", camera.device())
              .put("assistant", assistant)
              .put("action", action.wireName());
      if (only != null) {
        json.put("link", only.toString());
      }
      return nonce == null ? json : json.put("nonce", nonce);
    }
  }

  /**
   * The skill asks what a token allows.
   *
   * @param link the token's; null for a token that nobody issued
   */
  record Check(Person person, UUID link, String token, Person camera, Action action, String nonce)
      implements Question {

    @Override
    public ObjectNode toJson() {
      ObjectNode json =
          Http.JSON
              .createObjectNode()
              .put("token", token)
              .put("device", camera.device())
              .put("action", action.wireName());
      return nonce == null ? json : json.put("nonce", nonce);
    }

    @Override
    public String toString() {
      return "Check[person=%s, link=%s, camera=%s, action=%s, nonce=%s]"
          .formatted(person, link, camera, action, nonce);
    }
  }
}
