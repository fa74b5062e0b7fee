package dev.hushkey.oauth.authorize;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.link.Consent;
import dev.hushkey.oauth.request.CodeChallenge;
import dev.hushkey.secret.TokenHash;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.Formula;

/** Loaded under a lock, judged, and changed if need be. */
@Entity
@DynamicUpdate
@Table(name = "authorization_code")
class AuthorizationCodeRow {

  @Id
  @Column(name = "code_hash")
  byte[] codeHash;

  @Column(name = "user_id")
  String userId;

  String assistant;

  @Column(name = "redirect_uri")
  String redirectUri;

  String scope;

  @Column(name = "code_challenge")
  String codeChallenge;

  @Column(name = "rich_request")
  boolean richRequest;

  @Column(name = "decided_at")
  Instant decidedAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  @Column(name = "link_id")
  UUID linkId;

  /** A used code stays USED even after it has expired, because using it again ends the link. */
  @Formula(
      """
      case when used_at is not null then 'USED'
           when expires_at <= clock_timestamp() then 'EXPIRED'
           else 'USABLE' end
      """)
  @Enumerated(EnumType.STRING)
  PresentedCode.CodeStatus status;

  /** The database's clock, read in the same statement. */
  @Formula("clock_timestamp()")
  Instant seenAt;

  /** Invalidates the code, unless it was used or has expired already. */
  void end() {
    if (status != PresentedCode.CodeStatus.USED && expiresAt.isAfter(seenAt)) {
      expiresAt = seenAt;
    }
  }

  PresentedCode presented(TokenHash hash) {
    return new PresentedCode(
        new Consent(
            new UserId(userId), new AssistantId(assistant), scope, richRequest, decidedAt, hash),
        redirectUri,
        Optional.ofNullable(codeChallenge).map(CodeChallenge::new),
        status,
        Optional.ofNullable(linkId).map(LinkId::new));
  }
}
