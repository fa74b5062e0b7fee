package dev.hushkey.audit;

import dev.hushkey.failure.Refusal;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.identity.DrillId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.identity.RevocationId;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.TokenHash;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An audit event. Evidence, not prose; no component of any event can hold a token. */
public sealed interface AuditEvent {

  /**
   * Whom or what an admin's act is about; what is empty is not restricted.
   *
   * @param user the query by user finds the act by it
   */
  record Subject(
      Optional<UserId> user,
      Optional<AssistantId> assistant,
      Optional<LinkId> link,
      Optional<DeviceId> device) {

    /** Everybody and everything. */
    public static final Subject ANY =
        new Subject(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Tokens that an assistant got. The access token is identified by its id; an opaque one, which
   * does not show its id, by its hash too.
   */
  record Issued(AccessTokenId access, Optional<TokenHash> opaque, TokenHash refresh) {}

  /** A user allowed an assistant these actions, and the assistant was given a code for them. */
  record CodeIssued(
      UserId user, AssistantId assistant, TokenHash code, Map<DeviceId, Set<Action>> allowed)
      implements AuditEvent {}

  /** An assistant exchanged a code for a link, which allows these actions. */
  record LinkMade(Actor actor, LinkRef link, TokenHash code, Map<DeviceId, Set<Action>> allowed)
      implements AuditEvent {}

  /** The first tokens of a link were issued. */
  record TokensIssued(LinkRef link, Issued issued) implements AuditEvent {}

  /** The assistant presented a refresh token and got new tokens. */
  record TokensRefreshed(LinkRef link, TokenHash presented, Issued issued) implements AuditEvent {}

  /**
   * A link ended, one of those that a statement names; the reason is one of a few fixed words.
   *
   * @param revocation of which it was a part
   */
  record LinkEnded(Actor actor, String reason, Optional<RevocationId> revocation)
      implements AuditEvent {}

  /** A link no longer allows anything on this device. */
  record GrantEnded(
      Actor actor, LinkRef link, DeviceId device, String reason, Optional<RevocationId> revocation)
      implements AuditEvent {}

  /** A user narrowed what a link allows; holds what is left for the affected devices. */
  record LinkNarrowed(Actor actor, LinkRef link, Map<DeviceId, Set<Action>> left)
      implements AuditEvent {}

  /** A user declined on the consent page. */
  record ConsentRefused(UserId user, AssistantId assistant) implements AuditEvent {}

  /** A user started to link in the camera company's app. */
  record AppLinkStarted(UserId user, AssistantId assistant) implements AuditEvent {}

  /**
   * The assistant enabled its skill at the user's request in the app; the link has a record of its
   * own.
   */
  record AppLinkCompleted(UserId user, AssistantId assistant, String region)
      implements AuditEvent {}

  /** Linking in the app that did not succeed; the reason is one of a few fixed words. */
  record AppLinkFailed(UserId user, AssistantId assistant, String why) implements AuditEvent {}

  /** A user presented another user's attempt: sessions are being mixed up. An alarm. */
  record AppLinkMixedUp(UserId user, AssistantId assistant, UserId starter) implements AuditEvent {}

  /** The assistant granted us its tokens for a link. */
  record UpstreamGranted(Actor actor, LinkRef link, String region) implements AuditEvent {}

  /** An AcceptGrant that did not succeed. */
  record UpstreamGrantFailed(Actor actor, Optional<LinkRef> link, String why)
      implements AuditEvent {}

  /** The assistant's tokens were refreshed. */
  record UpstreamRefreshed(LinkRef link) implements AuditEvent {}

  /**
   * The assistant's tokens of a link that has ended were revoked there, and erased here.
   *
   * @param done false: only erased
   * @param why not; a status or a few fixed words
   * @param revocation of which it was a part
   */
  record UpstreamRevoked(LinkRef link, boolean done, String why, Optional<RevocationId> revocation)
      implements AuditEvent {}

  /**
   * The assistant was told that a link has ended.
   *
   * @param done false: it does not know
   */
  record AssistantTold(LinkRef link, boolean done, String why, Optional<RevocationId> revocation)
      implements AuditEvent {}

  /** The assistant no longer accepts our refresh token. */
  record LinkNeedsRelink(LinkRef link, String why) implements AuditEvent {}

  /** A link that was marked as refused is active again, until it is refused once more. */
  record LinkTriedAgain(Actor actor, LinkRef link, String why) implements AuditEvent {}

  /**
   * An assistant refused so many links that the mistake is more likely ours. An alarm.
   *
   * @param refused of the latest refreshes, those that were refused
   */
  record RefusalsNotBelieved(AssistantId assistant, int refused, int all) implements AuditEvent {}

  /**
   * The camera backend reported that a gateway refused a token.
   *
   * @param said a status, and a code of fixed form if there was one
   * @param outcome one of a few fixed words
   */
  record TokenReportedRefused(
      Actor actor, LinkRef link, String fingerprint, String said, String outcome)
      implements AuditEvent {}

  /**
   * An upstream token was handed out. The fingerprint identifies the token but cannot be used as
   * one.
   */
  record HandedOut(Actor actor, LinkRef link, DeviceId device, Action action, String fingerprint)
      implements AuditEvent {}

  /** A hand-out was refused; without a link where the refusal is not about one. */
  record HandoutRefused(
      Actor actor,
      Optional<LinkRef> link,
      UserId user,
      AssistantId assistant,
      DeviceId device,
      Action action,
      Refusal refusal)
      implements AuditEvent {}

  /** A check allowed an assistant's token this action. */
  record CheckAllowed(
      Actor actor, LinkRef link, DeviceId device, Action action, Optional<AccessTokenId> token)
      implements AuditEvent {}

  /** A check refused an assistant's token this action. */
  record CheckRefused(
      Actor actor,
      Optional<LinkRef> link,
      DeviceId device,
      Action action,
      Refusal refusal,
      Optional<AccessTokenId> token)
      implements AuditEvent {}

  /**
   * Somebody asked what a token stands for, RFC 7662.
   *
   * @param link empty for a token that is not ours
   * @param access empty for a refresh token
   * @param active whether the answer said more than that it is not
   */
  record TokenIntrospected(
      Actor actor,
      Optional<LinkRef> link,
      Optional<AccessTokenId> access,
      TokenHash token,
      boolean active)
      implements AuditEvent {}

  /** An admin listed links. */
  record LinksListed(Actor actor, Subject filter, String page) implements AuditEvent {}

  /** An admin looked at a link. */
  record LinkShown(Actor actor, LinkRef link) implements AuditEvent {}

  /** An admin counted what a revocation would end. */
  record RevocationCounted(Actor actor, String scope, Subject subject) implements AuditEvent {}

  /**
   * A skill exchanged an assistant's token for a token of its own.
   *
   * @param subject the assistant's
   * @param token the new one
   */
  record TokenExchanged(
      Actor actor,
      LinkRef link,
      DeviceId device,
      Action action,
      Optional<AccessTokenId> subject,
      AccessTokenId token)
      implements AuditEvent {}

  /** A skill asked for such a token and did not get it. */
  record TokenExchangeRefused(
      Actor actor, Optional<LinkRef> link, DeviceId device, Action action, Refusal refusal)
      implements AuditEvent {}

  /** A device was registered, handed to someone else, or removed. */
  record OwnershipChanged(
      Actor actor, DeviceId device, Optional<UserId> from, Optional<UserId> to, long epoch)
      implements AuditEvent {}

  /** An operator revoked a set. The scope is spelled as in the cut-off table. */
  record Revoked(Actor actor, RevocationId revocation, String scope, Subject subject, String reason)
      implements AuditEvent {}

  /** An admin asked for a revocation that another one has to approve. It is not in force. */
  record RevocationAsked(Actor actor, RevocationId revocation, String ends, String reason)
      implements AuditEvent {}

  /** Another admin approved it; the revocation has a record of its own. */
  record RevocationApproved(Actor actor, RevocationId revocation) implements AuditEvent {}

  /** It was rejected, or taken back. */
  record RevocationRejected(Actor actor, RevocationId revocation, String why)
      implements AuditEvent {}

  /** An admin revoked at once what another one would have had to approve. An alarm. */
  record RevokedWithoutApproval(Actor actor, RevocationId revocation) implements AuditEvent {}

  /** An admin began to rehearse an incident, on links that nobody has. */
  record DrillBegun(Actor actor, DrillId drill, AssistantId assistant, int links)
      implements AuditEvent {}

  /** A drill is over, and nothing of it is left. */
  record DrillEnded(DrillId drill, AssistantId assistant, String how) implements AuditEvent {}

  /** An admin let the clean-up after a revocation rest. */
  record CleanUpPaused(Actor actor, RevocationId revocation) implements AuditEvent {}

  /** An admin had the clean-up after a revocation go on. */
  record CleanUpResumed(Actor actor, RevocationId revocation) implements AuditEvent {}

  /** An assistant revoked one of its tokens, RFC 7009. */
  record TokenRevoked(Actor actor, LinkRef link, String kind) implements AuditEvent {}

  /** A code was used a second time, RFC 6749 §4.1.2; the link made from it was ended. */
  record CodeReplayed(LinkRef link) implements AuditEvent {}

  /** A signing key was made, to sign now or later; or removed, because nothing needs it. */
  record SigningKeyChanged(Actor actor, String kid, boolean made, String why)
      implements AuditEvent {}

  /** A signing key was withdrawn: nothing that it signed counts any more. */
  record SigningKeyWithdrawn(Actor actor, String kid, String why) implements AuditEvent {}

  /** A refresh token was used after its successor had been; the link was ended. An alarm. */
  record RefreshTokenReused(LinkRef link) implements AuditEvent {}

  /** A Transit key got a new version. */
  record KeyRotated(Actor actor, String key, int version) implements AuditEvent {}

  /** An admin had the ciphertexts of older versions of a Transit key moved. */
  record RewrapRequested(Actor actor, String key) implements AuditEvent {}

  /** Ciphertexts under older versions of a Transit key were moved to this one. */
  record KeyRewrapped(String key, int version, long rewrapped, long refused)
      implements AuditEvent {}

  /** Somebody at one address failed many times to authenticate as a client. At most hourly. */
  record ClientNotAuthenticated(AssistantId client, String address, int failures)
      implements AuditEvent {}

  /** A ciphertext did not belong to the link it was stored for. An alarm. */
  record SealBroken(LinkRef link) implements AuditEvent {}
}
