package dev.hushkey.walk;

import dev.hushkey.alexa.applink.AppLinkClient.Underway;
import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.RefreshPolicy;
import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.selection.RevocationScope;
import dev.hushkey.secret.AuthorizationCode;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What should be true, in plain collections: no SQL, no cleverness. Instants are two numbers: a
 * {@code moment} orders events, and {@code minute} is the time of day, which only {@link #pass}
 * moves.
 */
final class World {

  private static final long DAY = 24 * 60;

  /** For so long a consent may still become a link. */
  private static final long OVERTAKEN = 60;

  /** So many moments make fewer records of a user than the service looks at. */
  private static final long RECENT = 100;

  final List<UserId> users;
  final List<Assistant> assistants;
  final Map<DeviceId, Device> devices = new HashMap<>();
  final List<Code> codes = new ArrayList<>();
  final List<Link> links = new ArrayList<>();
  final List<Access> accessTokens = new ArrayList<>();
  final List<Refresh> refreshTokens = new ArrayList<>();
  final List<Attempt> attempts = new ArrayList<>();
  private final Map<RevocationScope, Long> cutOffs = new HashMap<>();
  private final Map<Pair, Long> decisions = new HashMap<>();
  private final Map<Pair, Long> decidedMinutes = new HashMap<>();
  private final Map<Pair, Attempt> latestAttempts = new HashMap<>();
  private long minute;
  private long moments;

  World(List<UserId> users, List<Assistant> assistants, List<DeviceId> devices) {
    this.users = users;
    this.assistants = assistants;
    devices.forEach(device -> this.devices.put(device, new Device()));
  }

  static final class Device {
    UserId owner;
    long epoch;
  }

  static final class Grant {
    Set<Action> actions;
    final long epoch;
    boolean ended;

    Grant(Set<Action> actions, long epoch) {
      this.actions = actions;
      this.epoch = epoch;
    }
  }

  /** What a decision of a user is about. */
  private record Pair(UserId user, AssistantId assistant) {}

  /** A user's way through Amazon; its state may be used again and by anybody. */
  static final class Attempt {
    SecretText state;
    UserId user;
    Assistant assistant;
    long started;
    long ends;
    boolean used;
    Long decided;
    Underway underway;
    Code code;
  }

  static final class Code {
    AuthorizationCode secret;
    UserId user;
    Assistant assistant;
    Map<DeviceId, Grant> consent;

    /** Of the decision that it descends from. */
    long moment;

    long minute;
    boolean withdrawn;
    Link link;
  }

  static final class Link {
    LinkId id;
    UserId user;
    Assistant assistant;
    Map<DeviceId, Grant> grants;
    long moment;
    boolean ended;

    /** It ended because of a newer one. */
    boolean replaced;

    boolean needsRelink;
    long used;
    Instant made;
    Instant refreshed;
    Instant checked;
  }

  /** A minute of the day, and the order within it. */
  private record Instant(long minute, long moment) implements Comparable<Instant> {

    @Override
    public int compareTo(Instant other) {
      return minute == other.minute
          ? Long.compare(moment, other.moment)
          : Long.compare(minute, other.minute);
    }
  }

  static final class Access {
    SecretText secret;
    Link link;
    long ends;
    boolean revoked;
  }

  static final class Refresh {
    RefreshToken secret;
    Link link;
    long generation;
    long issued;
    Optional<Long> ends;
  }

  void pass(long minutes) {
    minute += minutes;
    // The service forgets these too, and what it answers then is not what this model is about.
    codes.removeIf(code -> minute >= code.minute + codeLife(code) + DAY);
    accessTokens.removeIf(token -> minute >= token.ends + DAY);
    attempts.removeIf(attempt -> minute >= attempt.ends + DAY);
    // A request to complete one lasts seconds.
    attempts.forEach(attempt -> attempt.underway = null);
  }

  private static long codeLife(Code code) {
    return code.assistant.tokens().codeLifetime().toMinutes();
  }

  boolean give(DeviceId id, UserId owner) {
    Device device = devices.get(id);
    if (owner == null ? device.owner == null : owner.equals(device.owner)) {
      return false;
    }
    device.owner = owner;
    device.epoch++;
    links.forEach(link -> narrow(link, id));
    return true;
  }

  void narrow(Link link, DeviceId device) {
    Optional.ofNullable(link.grants.get(device)).ifPresent(grant -> grant.ended = true);
  }

  /** From now on, only what descends from this decision may become a link. */
  private long decide(UserId user, Assistant assistant) {
    decisions.put(new Pair(user, assistant.id()), ++moments);
    decidedMinutes.put(new Pair(user, assistant.id()), minute);
    return moments;
  }

  /** Whether a decision of this moment is the latest, and no cut-off came after it. */
  private boolean stands(UserId user, Assistant assistant, long moment) {
    return moment == decisions.get(new Pair(user, assistant.id()))
        && moment > latest(assistant, user, null, null);
  }

  /** On the page. */
  boolean mayChange(UserId user, Link link) {
    return user.equals(link.user) && !isOver(link);
  }

  void unlink(Link link) {
    decide(link.user, link.assistant);
    link.ended = true;
  }

  /** In the app: all that there is. */
  void unlinkAll(UserId user, Assistant assistant) {
    decide(user, assistant);
    latestAttempts.remove(new Pair(user, assistant.id()));
    linksOf(user, assistant).forEach(link -> link.ended = true);
  }

  private List<Link> linksOf(UserId user, Assistant assistant) {
    return links.stream()
        .filter(l -> l.user.equals(user) && l.assistant.id().equals(assistant.id()))
        .toList();
  }

  long living(UserId user, Assistant assistant) {
    return linksOf(user, assistant).stream().filter(link -> !isOver(link)).count();
  }

  Attempt start(SecretText state, UserId user, Assistant assistant, Duration lifetime) {
    Attempt attempt = new Attempt();
    attempt.state = state;
    attempt.user = user;
    attempt.assistant = assistant;
    attempt.started = ++moments;
    attempt.ends = minute + lifetime.toMinutes();
    latestAttempts.put(new Pair(user, assistant.id()), attempt);
    attempts.add(attempt);
    return attempt;
  }

  boolean mayClaim(Attempt attempt, UserId user) {
    return user.equals(attempt.user)
        && latestAttempts.get(new Pair(user, attempt.assistant.id())) == attempt
        && !attempt.used
        && minute < attempt.ends
        && attempt.started > latest(attempt.assistant, user, null, null);
  }

  /** A retry after an outage is no decision, so the one of before must still be the latest. */
  boolean mayComplete(Attempt attempt, UserId user) {
    return mayClaim(attempt, user)
        && (attempt.decided == null || stands(user, attempt.assistant, attempt.decided));
  }

  void complete(Attempt attempt, Underway underway, Map<DeviceId, Set<Action>> devices) {
    attempt.used = true;
    attempt.underway = underway;
    attempt.code = consent(underway.code(), attempt.user, attempt.assistant, devices);
    attempt.decided = attempt.code.moment;
  }

  /** A region refused: its code is void, and so is the link that was made from it. */
  void refuse(Attempt attempt) {
    attempt.code.withdrawn = true;
    if (attempt.code.link != null) {
      attempt.code.link.ended = true;
    }
  }

  boolean mayTryNextRegion(Attempt attempt) {
    return stands(attempt.user, attempt.assistant, attempt.decided);
  }

  void tryNextRegion(Attempt attempt) {
    Code code = new Code();
    code.secret = attempt.underway.code();
    code.user = attempt.user;
    code.assistant = attempt.assistant;
    code.consent = new HashMap<>();
    attempt.code.consent.forEach(
        (device, grant) -> code.consent.put(device, new Grant(grant.actions, grant.epoch)));
    code.moment = attempt.decided;
    code.minute = minute;
    attempt.code = code;
    codes.add(code);
  }

  /**
   * Amazon is unavailable: the attempt can be completed again, its code cannot be used any more.
   */
  void giveBack(Attempt attempt) {
    attempt.code.withdrawn = true;
    attempt.used = false;
    attempt.underway = null;
  }

  /** The user keeps this of what is granted; nothing that is dead already changes by it. */
  void keep(Link link, Map<DeviceId, Set<Action>> kept) {
    decide(link.user, link.assistant);
    link.grants.forEach(
        (device, grant) -> {
          if (isLive(link, device)) {
            Set<Action> left = new HashSet<>(grant.actions);
            left.retainAll(kept.getOrDefault(device, Set.of()));
            grant.ended = left.isEmpty();
            grant.actions = left;
          }
        });
  }

  void cutOff(RevocationScope scope) {
    cutOffs.put(scope, ++moments);
  }

  /** What was authorized in the scope before this link was; a later cut-off still counts. */
  void cutOffBefore(RevocationScope scope, Link link) {
    cutOffs.merge(scope, link.moment - 1, Math::max);
  }

  /** What was authorized with this link or later, of this user and assistant, if named. */
  void cutOffFrom(Link first, Optional<UserId> user, Optional<AssistantId> assistant) {
    decisions.replaceAll(
        (pair, moment) ->
            moment >= first.moment
                    && minute - decidedMinutes.get(pair) < OVERTAKEN
                    && user.map(pair.user()::equals).orElse(true)
                    && assistant.map(pair.assistant()::equals).orElse(true)
                ? ++moments
                : moment);
    links.stream()
        .filter(link -> link.moment >= first.moment)
        .filter(link -> user.map(link.user::equals).orElse(true))
        .filter(link -> assistant.map(link.assistant.id()::equals).orElse(true))
        .forEach(link -> cutOff(new RevocationScope.OfLink(link.id)));
  }

  /** The devices in the user's links; the links live on. */
  void endGrants(UserId user, DeviceId device) {
    links.stream()
        .filter(link -> link.user.equals(user) && link.grants.containsKey(device))
        .forEach(link -> link.grants.get(device).ended = true);
  }

  boolean mayConsent(UserId user, Set<DeviceId> wanted) {
    return wanted.stream().allMatch(device -> user.equals(devices.get(device).owner));
  }

  Code consent(
      AuthorizationCode secret,
      UserId user,
      Assistant assistant,
      Map<DeviceId, Set<Action>> devicesAndActions) {
    Code code = new Code();
    code.secret = secret;
    code.user = user;
    code.assistant = assistant;
    code.consent = new HashMap<>();
    devicesAndActions.forEach(
        (device, actions) ->
            code.consent.put(device, new Grant(actions, devices.get(device).epoch)));
    code.moment = decide(user, assistant);
    code.minute = minute;
    codes.add(code);
    return code;
  }

  boolean mayExchange(Code code, Assistant client) {
    return code.assistant.id().equals(client.id())
        && code.link == null
        && !code.withdrawn
        && minute < code.minute + codeLife(code)
        && stands(code.user, code.assistant, code.moment);
  }

  /** A refused exchange: the repeat of a used code ends its link. */
  void refuse(Code code, Assistant client) {
    if (code.assistant.id().equals(client.id()) && code.link != null) {
      code.link.ended = true;
    }
  }

  /**
   * The code becomes a link, and those end that were not used for the longest time, if there are
   * too many.
   *
   * @param living the links that are left, the new one included
   * @throws AssertionError if others are left than should be
   */
  Link exchange(Code code, LinkId id, Set<LinkId> living) {
    List<Link> before =
        linksOf(code.user, code.assistant).stream().filter(other -> !isOver(other)).toList();
    List<Link> ended = before.stream().filter(other -> !living.contains(other.id)).toList();
    List<Link> left = before.stream().filter(other -> living.contains(other.id)).toList();
    int surplus = Math.max(0, before.size() + 1 - code.assistant.linksPerUser());
    if (ended.size() != surplus || living.size() != left.size() + 1 || !living.contains(id)) {
      throw new AssertionError(
          "of %d links %d should end, %d did".formatted(before.size(), surplus, ended.size()));
    }
    for (Link gone : ended) {
      if (left.stream().anyMatch(other -> certainUse(gone).compareTo(latestUse(other)) > 0)) {
        throw new AssertionError("link %s ended, which was used later".formatted(gone.id));
      }
      gone.ended = true;
      gone.replaced = true;
    }
    Link link = new Link();
    link.made = now();
    link.id = id;
    link.user = code.user;
    link.assistant = code.assistant;
    link.grants = code.consent;
    link.moment = code.moment;
    code.link = link;
    links.add(link);
    return link;
  }

  private Instant now() {
    return new Instant(minute, ++moments);
  }

  void checked(Access token) {
    token.link.checked = now();
  }

  /** The latest that the service may know. {@link DatabaseTime} does not reach the record. */
  private Instant latestUse(Link link) {
    Instant known = link.refreshed == null ? link.made : link.refreshed;
    return link.checked == null ? known : later(known, new Instant(minute, link.checked.moment));
  }

  /** What it must know: it does not look far back in the record. */
  private Instant certainUse(Link link) {
    Instant known = link.refreshed == null ? link.made : link.refreshed;
    return link.checked == null || link.checked.moment < moments - RECENT
        ? known
        : later(known, new Instant(minute, link.checked.moment));
  }

  private static Instant later(Instant one, Instant other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** Rows of refresh tokens that ran out a day ago are deleted, and with them their last use. */
  void sweep() {
    for (Link link : links) {
      Optional<Duration> life = link.assistant.tokens().refreshTokenLifetime();
      if (link.refreshed != null
          && life.isPresent()
          && minute >= link.refreshed.minute + life.get().toMinutes() + DAY) {
        link.refreshed = null;
      }
    }
  }

  Access issueAccess(Link link, SecretText secret) {
    Access token = new Access();
    token.secret = secret;
    token.link = link;
    token.ends = minute + link.assistant.tokens().accessTokenLifetime().toMinutes();
    accessTokens.add(token);
    return token;
  }

  Refresh issueRefresh(Link link, RefreshToken secret, long generation) {
    Refresh token = new Refresh();
    token.secret = secret;
    token.link = link;
    token.generation = generation;
    token.issued = minute;
    token.ends = unusedUntil(link);
    refreshTokens.add(token);
    return token;
  }

  private Optional<Long> unusedUntil(Link link) {
    return link.assistant.tokens().refreshTokenLifetime().map(life -> minute + life.toMinutes());
  }

  /** Not yet a word about generations. */
  boolean stands(Refresh token) {
    return refreshTokens.contains(token)
        && !isOver(token.link)
        && token.ends.map(end -> minute < end).orElse(true);
  }

  boolean isLive(Refresh token) {
    return stands(token) && token.generation >= token.link.used;
  }

  /** Whether the service surely has its row: the sweeps delete what ran out. */
  boolean isKnown(Refresh token) {
    return token.ends.map(end -> minute < end).orElse(true) && !isOver(token.link);
  }

  /** Whether its link must end when it leaks: somebody else may have its successor. */
  boolean isHarmful(Refresh token) {
    return !isOver(token.link);
  }

  boolean mayRefresh(Refresh token, Assistant client) {
    return client.id().equals(token.link.assistant.id()) && isLive(token);
  }

  /** A refused refresh: the reuse of a superseded token ends its link. */
  void refuse(Refresh token, Assistant client) {
    if (client.id().equals(token.link.assistant.id()) && stands(token)) {
      token.link.ended = true;
    }
  }

  void refresh(Refresh token, RefreshToken told, int remembered) {
    token.ends = unusedUntil(token.link);
    token.link.refreshed = now();
    if (token.link.assistant.tokens().refreshPolicy() == RefreshPolicy.STABLE) {
      return;
    }
    long generation = token.generation;
    token.link.used = generation;
    refreshTokens.removeIf(
        other ->
            other.link == token.link
                && (other.generation < generation - remembered
                    || other.generation > generation && other.issued < minute - 30 * DAY));
    issueRefresh(token.link, told, generation + 1);
  }

  boolean isOver(Link link) {
    return link.ended || link.moment <= latest(link.assistant, link.user, link, null);
  }

  boolean isLive(Access token) {
    return !token.revoked && minute < token.ends && !isOver(token.link);
  }

  /** Why not; empty when allowed. */
  Optional<Refusal> check(Access token, DeviceId device, Action action) {
    if (isOver(token.link)) {
      return Optional.of(
          token.link.replaced && hasNewer(token.link)
              ? Refusal.TOKEN_NOT_LIVE
              : Refusal.LINK_REVOKED);
    }
    if (!isLive(token)) {
      return Optional.of(Refusal.TOKEN_NOT_LIVE);
    }
    if (!token.link.user.equals(devices.get(device).owner)) {
      return Optional.of(Refusal.NOT_THE_OWNER);
    }
    if (token.link.needsRelink) {
      return Optional.of(Refusal.NEEDS_RELINK);
    }
    if (!isLive(token.link, device)) {
      return Optional.of(Refusal.DEVICE_NOT_GRANTED);
    }
    return token.link.grants.get(device).actions.contains(action)
        ? Optional.empty()
        : Optional.of(Refusal.ACTION_NOT_GRANTED);
  }

  private boolean hasNewer(Link link) {
    return linksOf(link.user, link.assistant).stream()
        .anyMatch(other -> other.moment > link.moment && !isOver(other));
  }

  private boolean isLive(Link link, DeviceId device) {
    Grant grant = link.grants.get(device);
    return grant != null
        && !grant.ended
        && grant.epoch == devices.get(device).epoch
        && link.user.equals(devices.get(device).owner)
        && link.moment > latest(link.assistant, link.user, link, device);
  }

  /** The moment of the latest cut-off that covers this; link and device may be null. */
  private long latest(Assistant assistant, UserId user, Link link, DeviceId device) {
    return cutOffs.entrySet().stream()
        .filter(cutOff -> covers(cutOff.getKey(), assistant, user, link, device))
        .mapToLong(Map.Entry::getValue)
        .max()
        .orElse(-1);
  }

  private static boolean covers(
      RevocationScope scope, Assistant assistant, UserId user, Link link, DeviceId device) {
    return switch (scope) {
      case RevocationScope.Everything _ -> true;
      case RevocationScope.OfAssistant s -> s.assistant().equals(assistant.id());
      case RevocationScope.OfUser s ->
          s.user().equals(user) && s.assistant().map(assistant.id()::equals).orElse(true);
      case RevocationScope.OfLink s -> link != null && s.link().equals(link.id);
      case RevocationScope.OfDevice s ->
          s.device().equals(device) && s.assistant().map(assistant.id()::equals).orElse(true);
      case RevocationScope.OfList _, RevocationScope.Unknown _ ->
          throw new IllegalArgumentException("here, each member is cut off");
    };
  }
}
