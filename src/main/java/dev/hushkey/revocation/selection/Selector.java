package dev.hushkey.revocation.selection;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.TokenName;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A selection as it is written in JSON: in a request, and in the file of a saved one. What is
 * named, and what must be true of it, narrow each other.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(
    name = "RevocationSelector",
    description =
        "What to revoke: everything, or any of assistant, user or users, link or links, device or"
            + " devices, which narrow each other; and conditions, which narrow further. Where"
            + " devices are named, they end in these links, and the links live on. Leaked tokens"
            + " stand alone.",
    minProperties = 1)
public record Selector(
    Boolean everything,
    AssistantId assistant,
    UserId user,
    LinkId link,
    DeviceId device,
    Listed listed,
    Where where) {

  private static final String MEMBER = "selector";

  /**
   * Lists. Some may be empty, which is how many clients write what is absent; in an object of their
   * own, no empty list can turn into the revocation of a whole assistant.
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @Schema(
      name = "RevocationList",
      description = "At least one list that is not empty.",
      minProperties = 1)
  public record Listed(
      @Schema(description = "The links of these users.", maxItems = Selection.MAX)
          List<UserId> users,
      @Schema(description = "These links.", maxItems = Selection.MAX) List<LinkId> links,
      @Schema(
              description = "These devices, in every link that includes them.",
              maxItems = Selection.MAX)
          List<DeviceId> devices,
      @Schema(
              description =
                  "Hashes of tokens that leaked, or the ids of signed ones; never the tokens. Ends"
                      + " the links of those that are ours and can still do harm.",
              maxItems = Selection.MAX)
          List<TokenName> leakedTokens) {

    /** Absent is empty. */
    public Listed {
      users = members("users", users);
      links = members("links", links);
      devices = members("devices", devices);
      leakedTokens = members("leakedTokens", leakedTokens);
    }

    private static <T> List<T> members(String member, List<T> listed) {
      if (listed == null) {
        return List.of();
      }
      if (listed.size() > Selection.MAX || listed.stream().anyMatch(Objects::isNull)) {
        throw new IllegalArgumentException(
            member + " must be a list of at most " + Selection.MAX + ", none of them null");
      }
      return listed;
    }

    private boolean hasNone() {
      return Stream.of(users, links, devices, leakedTokens).allMatch(List::isEmpty);
    }
  }

  /** What must be true of a link; all of it. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @Schema(
      name = "RevocationConditions",
      description = "What must be true of a link; all of it.",
      minProperties = 1)
  public record Where(
      @Schema(description = "When its user allowed it.") Between authorized,
      @Schema(
              description =
                  "When we issued a refresh token of it, or an access token that still works.")
          Between issued,
      @Schema(
              description =
                  "When its assistant last used it. Having been authorized counts as a use.")
          Between lastUsed,
      @Schema(description = "Nothing of it was used since it was authorized.") Boolean neverUsed,
      @Schema(description = "Only its user can repair it.") Boolean needsRelink,
      @Schema(
              description =
                  "The version of the Transit key that its upstream tokens are sealed with.",
              minimum = "1")
          Integer keyVersion,
      @Schema(
              description = "The region of its upstream tokens.",
              pattern = "^[A-Za-z0-9-]{1,32}$",
              examples = "eu")
          String region) {

    private static final Pattern REGION = Pattern.compile("[A-Za-z0-9-]{1,32}");

    private Conditions conditions() {
      if (keyVersion != null && keyVersion < 1) {
        throw malformed(
            "where.keyVersion", "must be the number of a version of a Transit key, from 1");
      }
      if (region != null && !REGION.matcher(region).matches()) {
        throw malformed("where.region", "must be the name of a region, such as eu");
      }
      Conditions conditions =
          new Conditions(
              window("where.authorized", authorized),
              window("where.issued", issued),
              window("where.lastUsed", lastUsed),
              Boolean.TRUE.equals(neverUsed),
              Boolean.TRUE.equals(needsRelink),
              keyVersion == null ? OptionalInt.empty() : OptionalInt.of(keyVersion),
              Optional.ofNullable(region));
      if (conditions.equals(Conditions.NONE)) {
        throw malformed(
            "where",
            "has no condition: name one of authorized, issued, lastUsed, neverUsed, needsRelink,"
                + " keyVersion, region, or leave it out");
      }
      return conditions;
    }
  }

  /** A part of time. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  @Schema(
      name = "RevocationInstants",
      description = "At the one instant or later, and before the other; one of them is enough.",
      minProperties = 1)
  public record Between(
      @Schema(description = "At this instant or later.") Instant after,
      @Schema(description = "Before this instant.") Instant before) {}

  private static Window window(String member, Between between) {
    if (between == null) {
      return Window.ANY;
    }
    if (between.after() == null && between.before() == null) {
      throw malformed(member, "must have an instant in after, before, or both");
    }
    try {
      return new Window(
          Optional.ofNullable(between.after()), Optional.ofNullable(between.before()));
    } catch (IllegalArgumentException nothing) {
      throw malformed(member, nothing.getMessage());
    }
  }

  /**
   * What it selects.
   *
   * @throws FailureException malformed, when it selects nothing, or everything without saying so
   */
  public Selection selection() {
    Listed lists = listed == null ? new Listed(List.of(), List.of(), List.of(), List.of()) : listed;
    if (listed != null && listed.hasNone()) {
      throw malformed(
          "listed", "must have one of users, links, devices, leakedTokens that is not empty");
    }
    Subjects subjects =
        new Subjects(
            Optional.ofNullable(assistant),
            members("user", user, lists.users()),
            members("link", link, lists.links()),
            members("device", device, lists.devices()));
    if (!lists.leakedTokens().isEmpty()) {
      return leakedTokens(subjects, lists.leakedTokens());
    }
    requireNamed(subjects);
    return Selection.of(subjects, where == null ? Conditions.NONE : where.conditions());
  }

  private static <T> List<T> members(String kind, T one, List<T> listed) {
    if (one != null && !listed.isEmpty()) {
      throw malformed(
          kind, "is named beside a list of its kind: put all into listed." + kind + "s");
    }
    return one == null ? listed : List.of(one);
  }

  private Selection leakedTokens(Subjects subjects, List<TokenName> tokens) {
    if (isEverything() || isAny(subjects) || where != null) {
      throw malformed("listed.leakedTokens", "stand alone: leave out whatever else is named");
    }
    return new Selection.OfLeakedTokens(tokens);
  }

  private void requireNamed(Subjects subjects) {
    if (isEverything() && isAny(subjects)) {
      throw FailureException.malformed(
          MEMBER, "names everything and a part of it: leave out everything, or the rest");
    }
    if (!isEverything() && !isAny(subjects)) {
      throw FailureException.malformed(
          MEMBER,
          "must name everything, or one or more of assistant, user, link, device, listed;"
              + " conditions alone are not enough");
    }
  }

  private boolean isEverything() {
    return Boolean.TRUE.equals(everything);
  }

  private static boolean isAny(Subjects subjects) {
    return subjects.assistant().isPresent()
        || !subjects.users().isEmpty()
        || !subjects.links().isEmpty()
        || !subjects.devices().isEmpty();
  }

  private static FailureException malformed(String member, String hint) {
    return FailureException.malformed(MEMBER + "." + member, hint);
  }
}
