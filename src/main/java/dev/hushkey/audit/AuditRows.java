package dev.hushkey.audit;

import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.TokenHash;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Turns an event into its row. Exhaustive: a new event does not compile until it is listed here.
 */
final class AuditRows {

  private static final String DONE = "done";
  private static final String ALLOWED = "allowed";
  private static final String REFUSED = "refused";
  private static final String FAILED = "failed";
  private static final String ALARM = "alarm";

  private AuditRows() {}

  static AuditRow of(AuditEvent event) {
    return switch (event) {
      case AuditEvent.LinkMade e ->
          link("link-made", e.actor(), e.link(), DONE).detail(allowed(e.code(), e.allowed()));
      case AuditEvent.CodeIssued e ->
          user("code-issued", e.user(), e.assistant(), DONE).detail(allowed(e.code(), e.allowed()));
      case AuditEvent.TokensIssued e ->
          link("tokens-issued", Actor.assistant(e.link().assistant()), e.link(), DONE)
              .detail(issued(e.issued()));
      case AuditEvent.TokensRefreshed e -> tokensRefreshed(e);
      case AuditEvent.LinkEnded e ->
          new AuditRow("link-ended", e.actor(), DONE).detail(e.reason()).revocation(e.revocation());
      case AuditEvent.GrantEnded e ->
          link("grant-ended", e.actor(), e.link(), DONE)
              .detail(e.reason())
              .device(e.device())
              .revocation(e.revocation());
      case AuditEvent.LinkNarrowed e ->
          link("link-narrowed", e.actor(), e.link(), DONE).detail(devices(e.left()));
      case AuditEvent.ConsentRefused e -> user("consent", e.user(), e.assistant(), REFUSED);
      case AuditEvent.AppLinkStarted e -> user("app-link-started", e.user(), e.assistant(), DONE);
      case AuditEvent.AppLinkCompleted e ->
          user("app-link", e.user(), e.assistant(), DONE).detail("region " + e.region());
      case AuditEvent.AppLinkFailed e ->
          user("app-link", e.user(), e.assistant(), FAILED).detail(e.why());
      case AuditEvent.AppLinkMixedUp e ->
          user("app-link", e.user(), e.assistant(), ALARM)
              .detail("started by " + e.starter())
              .otherUser(e.starter());
      case AuditEvent.UpstreamGranted e ->
          link("upstream-granted", e.actor(), e.link(), DONE).detail("region " + e.region());
      case AuditEvent.UpstreamGrantFailed e ->
          maybeLink("upstream-grant", e.actor(), e.link(), FAILED).detail(e.why());
      case AuditEvent.UpstreamRefreshed e ->
          link("upstream-refreshed", Actor.system(), e.link(), DONE);
      case AuditEvent.UpstreamRevoked e ->
          errand("upstream-revoked", e.link(), e.done(), e.why()).revocation(e.revocation());
      case AuditEvent.AssistantTold e ->
          errand("assistant-told", e.link(), e.done(), e.why()).revocation(e.revocation());
      case AuditEvent.LinkNeedsRelink e ->
          link("link-needs-relink", Actor.system(), e.link(), DONE).detail(e.why());
      case AuditEvent.LinkTriedAgain e ->
          link("link-tried-again", e.actor(), e.link(), DONE).detail(e.why());
      case AuditEvent.RefusalsNotBelieved e ->
          new AuditRow("refusals-not-believed", Actor.system(), ALARM)
              .assistant(e.assistant())
              .detail("%d of the latest %d refreshes".formatted(e.refused(), e.all()));
      case AuditEvent.TokenReportedRefused e ->
          link("token-reported", e.actor(), e.link(), DONE)
              .detail("token %s: %s: %s".formatted(e.fingerprint(), e.said(), e.outcome()));
      case AuditEvent.HandedOut e ->
          link("handout", e.actor(), e.link(), ALLOWED)
              .detail("token " + e.fingerprint())
              .device(e.device(), e.action());
      case AuditEvent.HandoutRefused e -> handoutRefused(e);
      case AuditEvent.CheckAllowed e ->
          link("check", e.actor(), e.link(), ALLOWED)
              .detail(e.token().map(AuditRows::accessToken).orElse(null))
              .device(e.device(), e.action());
      case AuditEvent.CheckRefused e ->
          maybeLink("check", e.actor(), e.link(), REFUSED)
              .detail(
                  e.refusal().wireName()
                      + e.token().map(token -> "; " + accessToken(token)).orElse(""))
              .device(e.device(), e.action());
      case AuditEvent.TokenIntrospected e ->
          maybeLink("introspection", e.actor(), e.link(), e.active() ? ALLOWED : REFUSED)
              .detail(introspected(e));
      case AuditEvent.LinksListed e ->
          subject("links-listed", e.actor(), e.filter()).detail(e.page());
      case AuditEvent.LinkShown e -> link("link-shown", e.actor(), e.link(), DONE);
      case AuditEvent.RevocationCounted e ->
          subject("revocation-counted", e.actor(), e.subject()).detail(e.scope());
      case AuditEvent.TokenExchanged e ->
          link("token-exchange", e.actor(), e.link(), ALLOWED)
              .detail(
                  "token "
                      + e.token()
                      + e.subject().map(token -> "; for " + accessToken(token)).orElse(""))
              .device(e.device(), e.action());
      case AuditEvent.TokenExchangeRefused e ->
          maybeLink("token-exchange", e.actor(), e.link(), REFUSED)
              .detail(e.refusal().wireName())
              .device(e.device(), e.action());
      case AuditEvent.OwnershipChanged e -> ownershipChanged(e);
      case AuditEvent.Revoked e ->
          subject("revoked", e.actor(), e.subject())
              .detail("%s: %s".formatted(e.scope(), e.reason()))
              .revocation(Optional.of(e.revocation()));
      case AuditEvent.RevocationAsked e ->
          new AuditRow("revocation-asked", e.actor(), DONE)
              .detail("%s: %s".formatted(e.ends(), e.reason()))
              .revocation(Optional.of(e.revocation()));
      case AuditEvent.RevocationApproved e ->
          new AuditRow("revocation-approved", e.actor(), DONE)
              .revocation(Optional.of(e.revocation()));
      case AuditEvent.RevocationRejected e ->
          new AuditRow("revocation-rejected", e.actor(), DONE)
              .detail(e.why())
              .revocation(Optional.of(e.revocation()));
      case AuditEvent.RevokedWithoutApproval e ->
          new AuditRow("revoked-without-approval", e.actor(), ALARM)
              .revocation(Optional.of(e.revocation()));
      case AuditEvent.DrillBegun e ->
          new AuditRow("drill-begun", e.actor(), DONE)
              .assistant(e.assistant())
              .detail("%s: %d links".formatted(e.drill(), e.links()));
      case AuditEvent.DrillEnded e ->
          new AuditRow("drill-ended", Actor.system(), DONE)
              .assistant(e.assistant())
              .detail("%s: %s".formatted(e.drill(), e.how()));
      case AuditEvent.CleanUpPaused e ->
          new AuditRow("clean-up-paused", e.actor(), DONE).revocation(Optional.of(e.revocation()));
      case AuditEvent.CleanUpResumed e ->
          new AuditRow("clean-up-resumed", e.actor(), DONE).revocation(Optional.of(e.revocation()));
      case AuditEvent.TokenRevoked e ->
          link("token-revoked", e.actor(), e.link(), DONE).detail(e.kind());
      case AuditEvent.CodeReplayed e ->
          link("code-replayed", Actor.assistant(e.link().assistant()), e.link(), ALARM);
      case AuditEvent.SigningKeyChanged e ->
          new AuditRow(e.made() ? "signing-key-made" : "signing-key-removed", e.actor(), DONE)
              .detail("%s: %s".formatted(e.kid(), e.why()));
      case AuditEvent.SigningKeyWithdrawn e ->
          new AuditRow("signing-key-withdrawn", e.actor(), DONE)
              .detail("%s: %s".formatted(e.kid(), e.why()));
      case AuditEvent.RefreshTokenReused e ->
          link("refresh-token-reused", Actor.assistant(e.link().assistant()), e.link(), ALARM);
      case AuditEvent.KeyRotated e ->
          new AuditRow("key-rotated", e.actor(), DONE)
              .detail("%s version %d".formatted(e.key(), e.version()));
      case AuditEvent.RewrapRequested e ->
          new AuditRow("rewrap-requested", e.actor(), DONE).detail(e.key());
      case AuditEvent.KeyRewrapped e -> keyRewrapped(e);
      case AuditEvent.ClientNotAuthenticated e ->
          new AuditRow("client-authentication", Actor.stranger(e.address()), FAILED)
              .detail("%d failures in a row".formatted(e.failures()))
              .assistant(e.client());
      case AuditEvent.SealBroken e -> link("seal-broken", Actor.system(), e.link(), ALARM);
    };
  }

  private static String allowed(TokenHash code, Map<DeviceId, Set<Action>> allowed) {
    return "code %s; %s".formatted(code.fingerprint(), devices(allowed));
  }

  private static AuditRow tokensRefreshed(AuditEvent.TokensRefreshed event) {
    return link("tokens-refreshed", Actor.assistant(event.link().assistant()), event.link(), DONE)
        .detail(
            "presented refresh token %s; %s"
                .formatted(event.presented().fingerprint(), issued(event.issued())));
  }

  private static String issued(AuditEvent.Issued issued) {
    return "%s%s; refresh token %s"
        .formatted(
            accessToken(issued.access()),
            issued.opaque().map(hash -> " (" + hash.fingerprint() + ")").orElse(""),
            issued.refresh().fingerprint());
  }

  private static String introspected(AuditEvent.TokenIntrospected event) {
    if (event.link().isEmpty()) {
      return "unknown token " + event.token().fingerprint();
    }
    return event
        .access()
        .map(AuditRows::accessToken)
        .orElseGet(() -> "refresh token " + event.token().fingerprint());
  }

  private static String accessToken(AccessTokenId id) {
    return "access token " + id;
  }

  private static String devices(Map<DeviceId, Set<Action>> devices) {
    return new TreeMap<>(devices)
        .entrySet().stream()
            .map(device -> device.getKey() + ": " + words(device.getValue()))
            .collect(Collectors.joining("; "));
  }

  private static String words(Set<Action> actions) {
    return actions.isEmpty()
        ? "nothing"
        : actions.stream().sorted().map(Action::wireName).collect(Collectors.joining(" "));
  }

  private static AuditRow user(String kind, UserId user, AssistantId assistant, String outcome) {
    return new AuditRow(kind, Actor.user(user), outcome).user(user).assistant(assistant);
  }

  private static AuditRow handoutRefused(AuditEvent.HandoutRefused event) {
    return maybeLink("handout", event.actor(), event.link(), REFUSED)
        .detail(event.refusal().wireName())
        .user(event.user())
        .assistant(event.assistant())
        .device(event.device(), event.action());
  }

  private static AuditRow ownershipChanged(AuditEvent.OwnershipChanged event) {
    AuditRow row =
        new AuditRow("ownership-changed", event.actor(), DONE)
            .detail(
                "from %s to %s, epoch %d"
                    .formatted(name(event.from()), name(event.to()), event.epoch()))
            .device(event.device());
    AuditRow withOwner = event.to().or(event::from).map(row::user).orElse(row);
    return event.to().isPresent()
        ? event.from().map(withOwner::otherUser).orElse(withOwner)
        : withOwner;
  }

  private static AuditRow subject(String kind, Actor actor, AuditEvent.Subject subject) {
    AuditRow row = new AuditRow(kind, actor, DONE);
    subject.user().ifPresent(row::user);
    subject.assistant().ifPresent(row::assistant);
    subject.link().ifPresent(row::link);
    subject.device().ifPresent(row::device);
    return row;
  }

  private static String name(Optional<UserId> user) {
    return user.map(UserId::value).orElse("nobody");
  }

  private static AuditRow keyRewrapped(AuditEvent.KeyRewrapped event) {
    return new AuditRow("key-rewrapped", Actor.system(), event.refused() == 0 ? DONE : ALARM)
        .detail(
            "%s version %d, moved %d, refused %d"
                .formatted(event.key(), event.version(), event.rewrapped(), event.refused()));
  }

  private static AuditRow maybeLink(
      String kind, Actor actor, Optional<LinkRef> link, String outcome) {
    AuditRow row = new AuditRow(kind, actor, outcome);
    return link.map(row::link).orElse(row);
  }

  private static AuditRow errand(String kind, LinkRef link, boolean done, String why) {
    AuditRow row = link(kind, Actor.system(), link, done ? DONE : FAILED);
    return why.isEmpty() ? row : row.detail(why);
  }

  private static AuditRow link(String kind, Actor actor, LinkRef link, String outcome) {
    return new AuditRow(kind, actor, outcome).link(link);
  }
}
