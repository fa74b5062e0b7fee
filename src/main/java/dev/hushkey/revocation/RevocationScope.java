package dev.hushkey.revocation;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import java.util.Optional;

/** The scope of a revocation. It ends everything in the scope, and nothing else. */
public sealed interface RevocationScope {

  /** How a list of leaked tokens is called. */
  String LEAKED_TOKENS = "leaked-tokens";

  /** Every link. */
  record Everything() implements RevocationScope {}

  /** Every link of one assistant. */
  record OfAssistant(AssistantId assistant) implements RevocationScope {}

  /** The links of one user; of one assistant, if named. */
  record OfUser(UserId user, Optional<AssistantId> assistant) implements RevocationScope {}

  /** One link. */
  record OfLink(LinkId link) implements RevocationScope {}

  /** The grants of one device in all links; in those of one assistant, if named. Links live on. */
  record OfDevice(DeviceId device, Optional<AssistantId> assistant) implements RevocationScope {}

  /**
   * The links of leaked tokens: those that had a cut-off of their own in this revocation, a row
   * each, when it came into force.
   */
  record OfLeakedTokens(RevocationId revocation) implements RevocationScope {}

  /**
   * The spelling in the cut-off table; the function latest_cut_off uses the same. A user id may
   * hold a slash, which separates the parts of a key, so it is written {@code %2F} there, and the
   * percent sign {@code %25}: no user's id then looks like another scope.
   */
  default String key() {
    return switch (this) {
      case Everything _ -> "everything";
      case OfAssistant s -> "assistant:" + s.assistant();
      case OfUser s -> "user:" + escape(s.user()) + suffix(s.assistant());
      case OfLink s -> "link:" + s.link();
      case OfDevice s -> "device:" + s.device() + suffix(s.assistant());
      case OfLeakedTokens s -> LEAKED_TOKENS + ":" + s.revocation();
    };
  }

  /** Whom it is about, for the record. */
  default AuditEvent.Subject subject() {
    return switch (this) {
      case Everything _, OfLeakedTokens _ -> AuditEvent.Subject.ANY;
      case OfAssistant s -> subject(null, s.assistant(), null, null);
      case OfUser s -> subject(s.user(), s.assistant().orElse(null), null, null);
      case OfLink s -> subject(null, null, s.link(), null);
      case OfDevice s -> subject(null, s.assistant().orElse(null), null, s.device());
    };
  }

  private static AuditEvent.Subject subject(
      UserId user, AssistantId assistant, LinkId link, DeviceId device) {
    return new AuditEvent.Subject(
        Optional.ofNullable(user),
        Optional.ofNullable(assistant),
        Optional.ofNullable(link),
        Optional.ofNullable(device));
  }

  private static String escape(UserId user) {
    return user.value().replace("%", "%25").replace("/", "%2F");
  }

  private static UserId unescape(String subject) {
    return new UserId(subject.replace("%2F", "/").replace("%25", "%"));
  }

  private static String suffix(Optional<AssistantId> assistant) {
    return assistant.map(id -> "/assistant:" + id).orElse("");
  }

  /**
   * Reads what {@link #key()} wrote.
   *
   * @throws IllegalArgumentException when it is not such a spelling
   */
  static RevocationScope fromKey(String key) {
    if (key.equals("everything")) {
      return new Everything();
    }
    String[] parts = key.split("/assistant:", 2);
    int colon = parts[0].indexOf(':');
    String kind = parts[0].substring(0, Math.max(0, colon));
    String subject = parts[0].substring(colon + 1);
    Optional<AssistantId> assistant =
        parts.length == 2 ? Optional.of(new AssistantId(parts[1])) : Optional.empty();
    return switch (kind) {
      case "assistant" -> new OfAssistant(new AssistantId(subject));
      case "user" -> new OfUser(unescape(subject), assistant);
      case "link" -> new OfLink(LinkId.from(subject));
      case "device" -> new OfDevice(new DeviceId(subject), assistant);
      case LEAKED_TOKENS -> new OfLeakedTokens(RevocationId.from(subject));
      default -> throw new IllegalArgumentException("not a scope: " + key);
    };
  }
}
