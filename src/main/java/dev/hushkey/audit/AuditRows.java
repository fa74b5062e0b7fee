package dev.hushkey.audit;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Turns an event into its row. Total: a new event does not compile until it is listed here. */
final class AuditRows {

  private static final String DONE = "done";
  private static final String ALLOWED = "allowed";
  private static final String REFUSED = "refused";
  private static final String FAILED = "failed";
  private static final String ALARM = "alarm";

  private AuditRows() {}

  static AuditEventRow of(AuditEvent event) {
    return switch (event) {
      case AuditEvent.LinkMade e ->
          link("link-made", e.actor(), e.link(), DONE, "devices " + joined(e));
      case AuditEvent.LinkEnded e -> link("link-ended", e.actor(), e.link(), DONE, e.reason());
      case AuditEvent.LinkNarrowed e -> link("link-narrowed", e.actor(), e.link(), DONE, left(e));
      case AuditEvent.ConsentRefused e -> user("consent", e.user(), e.assistant(), REFUSED, null);
      case AuditEvent.AppLinkStarted e ->
          user("app-link-started", e.user(), e.assistant(), DONE, null);
      case AuditEvent.AppLinkCompleted e ->
          user("app-link", e.user(), e.assistant(), DONE, "region " + e.region());
      case AuditEvent.AppLinkFailed e -> user("app-link", e.user(), e.assistant(), FAILED, e.why());
      case AuditEvent.AppLinkMixedUp e ->
          user("app-link", e.user(), e.assistant(), ALARM, "started by " + e.starter());
      case AuditEvent.UpstreamGranted e ->
          link("upstream-granted", e.actor(), e.link(), DONE, "region " + e.region());
      case AuditEvent.UpstreamGrantFailed e ->
          maybeLink("upstream-grant", e.actor(), e.link(), FAILED, e.why());
      case AuditEvent.UpstreamRefreshed e ->
          link("upstream-refreshed", Actor.system(), e.link(), DONE, null);
      case AuditEvent.LinkNeedsRelink e ->
          link("link-needs-relink", Actor.system(), e.link(), DONE, e.why());
      case AuditEvent.HandedOut e ->
          device(
              link("handout", e.actor(), e.link(), ALLOWED, "token " + e.fingerprint()),
              e.device(),
              e.action());
      case AuditEvent.HandoutRefused e -> handoutRefused(e);
      case AuditEvent.CheckAllowed e ->
          device(link("check", e.actor(), e.link(), ALLOWED, null), e.device(), e.action());
      case AuditEvent.CheckRefused e ->
          device(
              maybeLink("check", e.actor(), e.link(), REFUSED, e.refusal().wireName()),
              e.device(),
              e.action());
      case AuditEvent.TokenExchanged e ->
          device(
              link("token-exchange", e.actor(), e.link(), ALLOWED, "token " + e.token()),
              e.device(),
              e.action());
      case AuditEvent.TokenExchangeRefused e ->
          device(
              maybeLink("token-exchange", e.actor(), e.link(), REFUSED, e.refusal().wireName()),
              e.device(),
              e.action());
      case AuditEvent.OwnershipChanged e -> ownershipChanged(e);
      case AuditEvent.Revoked e -> revoked(e);
      case AuditEvent.TokenRevoked e -> link("token-revoked", e.actor(), e.link(), DONE, e.kind());
      case AuditEvent.CodeReplayed e ->
          link("code-replayed", Actor.assistant(e.link().assistant()), e.link(), ALARM, null);
      case AuditEvent.SigningKeyChanged e ->
          row(
              e.made() ? "signing-key-made" : "signing-key-removed",
              e.actor(),
              DONE,
              "%s: %s".formatted(e.kid(), e.why()));
      case AuditEvent.RefreshTokenReused e ->
          link(
              "refresh-token-reused", Actor.assistant(e.link().assistant()), e.link(), ALARM, null);
      case AuditEvent.KeyRotated e ->
          row("key-rotated", e.actor(), DONE, "%s version %d".formatted(e.key(), e.version()));
      case AuditEvent.KeyRewrapped e -> keyRewrapped(e);
      case AuditEvent.SealBroken e -> link("seal-broken", Actor.system(), e.link(), ALARM, null);
    };
  }

  private static String joined(AuditEvent.LinkMade event) {
    return event.devices().stream().sorted().map(DeviceId::value).collect(Collectors.joining(", "));
  }

  private static String left(AuditEvent.LinkNarrowed event) {
    return new TreeMap<>(event.left())
        .entrySet().stream()
            .map(device -> device.getKey() + ": " + words(device.getValue()))
            .collect(Collectors.joining("; "));
  }

  private static String words(Set<Action> actions) {
    return actions.isEmpty()
        ? "nothing"
        : actions.stream().sorted().map(Action::wireName).collect(Collectors.joining(" "));
  }

  private static AuditEventRow user(
      String kind, UserId user, AssistantId assistant, String outcome, String detail) {
    AuditEventRow row = row(kind, Actor.user(user), outcome, detail);
    row.userId = user.value();
    row.assistant = assistant.value();
    return row;
  }

  private static AuditEventRow handoutRefused(AuditEvent.HandoutRefused event) {
    AuditEventRow row = row("handout", event.actor(), REFUSED, event.refusal().wireName());
    row.userId = event.user().value();
    row.assistant = event.assistant().value();
    return device(row, event.device(), event.action());
  }

  private static AuditEventRow ownershipChanged(AuditEvent.OwnershipChanged event) {
    AuditEventRow row =
        row(
            "ownership-changed",
            event.actor(),
            DONE,
            "from %s to %s, epoch %d"
                .formatted(name(event.from()), name(event.to()), event.epoch()));
    row.userId = event.to().or(event::from).map(UserId::value).orElse(null);
    row.deviceId = event.device().value();
    return row;
  }

  private static String name(Optional<UserId> user) {
    return user.map(UserId::value).orElse("nobody");
  }

  private static AuditEventRow revoked(AuditEvent.Revoked event) {
    AuditEventRow row =
        row("revoked", event.actor(), DONE, "%s: %s".formatted(event.scope(), event.reason()));
    row.revocationId = event.revocation().value();
    return row;
  }

  private static AuditEventRow keyRewrapped(AuditEvent.KeyRewrapped event) {
    return row(
        "key-rewrapped",
        Actor.system(),
        event.refused() == 0 ? DONE : ALARM,
        "%s version %d, moved %d, refused %d"
            .formatted(event.key(), event.version(), event.rewrapped(), event.refused()));
  }

  private static AuditEventRow maybeLink(
      String kind, Actor actor, Optional<LinkRef> link, String outcome, String detail) {
    return link.map(known -> link(kind, actor, known, outcome, detail))
        .orElseGet(() -> row(kind, actor, outcome, detail));
  }

  private static AuditEventRow link(
      String kind, Actor actor, LinkRef link, String outcome, String detail) {
    AuditEventRow row = row(kind, actor, outcome, detail);
    row.userId = link.user().value();
    row.assistant = link.assistant().value();
    row.linkId = link.link().value();
    return row;
  }

  private static AuditEventRow device(AuditEventRow row, DeviceId device, Action action) {
    row.deviceId = device.value();
    row.action = action.wireName();
    return row;
  }

  private static AuditEventRow row(String kind, Actor actor, String outcome, String detail) {
    AuditEventRow row = new AuditEventRow();
    row.kind = kind;
    row.actor = actor.value();
    row.outcome = outcome;
    row.detail = detail;
    return row;
  }
}
