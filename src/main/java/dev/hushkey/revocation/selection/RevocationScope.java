package dev.hushkey.revocation.selection;

import dev.hushkey.audit.AuditEvent;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import java.util.Arrays;
import java.util.Optional;

/** The scope of a revocation. It ends everything in the scope, and nothing else. */
public sealed interface RevocationScope {

  /** What the members of a list are. */
  enum ListOf {
    LEAKED_TOKENS("leaked-tokens"),
    USERS("users"),
    LINKS("links"),
    DEVICES("devices");

    private final String word;

    ListOf(String word) {
      this.word = word;
    }

    /** As in the key of the scope. */
    public String word() {
      return word;
    }

    private String plain() {
      return word.replace('-', ' ');
    }
  }

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
   * What a list names: each member, or the link of each leaked token, has a cut-off of its own in
   * this revocation.
   */
  record OfList(ListOf members, RevocationId revocation) implements RevocationScope {}

  /** One of a newer release, which this one can show and nothing else. */
  record Unknown(String key) implements RevocationScope {}

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
      case OfList s -> s.members().word() + ":" + s.revocation();
      case Unknown s -> s.key();
    };
  }

  /** Whether it ends devices in links, and not the links. */
  default boolean isOfDevices() {
    return this instanceof OfDevice
        || this instanceof OfList list && list.members() == ListOf.DEVICES;
  }

  /** What it ends, as a part of a sentence. */
  default String words() {
    return switch (this) {
      case Everything _ -> "every link with every assistant";
      case OfAssistant s -> "every link with " + s.assistant();
      case OfUser s -> "the links of user " + s.user() + with(s.assistant());
      case OfLink s -> "link " + s.link();
      case OfDevice s -> "device " + s.device() + " in every link" + with(s.assistant());
      case OfList s ->
          switch (s.members()) {
            case LINKS -> "a list of links";
            case DEVICES -> "a list of devices in links";
            case USERS, LEAKED_TOKENS -> "the links of a list of " + s.members().plain();
          };
      case Unknown s -> "what a newer release selected as " + s.key();
    };
  }

  private static String with(Optional<AssistantId> assistant) {
    return assistant.map(id -> " with " + id).orElse("");
  }

  /** Whom it is about, for the record. */
  default AuditEvent.Subject subject() {
    return switch (this) {
      case Everything _, OfList _, Unknown _ -> AuditEvent.Subject.ANY;
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

  /** Reads what {@link #key()} wrote, to show it. */
  public static RevocationScope shown(String key) {
    try {
      return fromKey(key);
    } catch (IllegalArgumentException unknown) {
      return new Unknown(key);
    }
  }

  /**
   * Reads what {@link #key()} wrote.
   *
   * @throws IllegalArgumentException when it is not such a spelling
   */
  public static RevocationScope fromKey(String key) {
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
      default -> new OfList(listOf(kind, key), RevocationId.from(subject));
    };
  }

  private static ListOf listOf(String word, String key) {
    return Arrays.stream(ListOf.values())
        .filter(members -> members.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not a scope: " + key));
  }
}
