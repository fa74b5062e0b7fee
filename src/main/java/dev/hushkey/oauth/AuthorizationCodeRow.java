package dev.hushkey.oauth;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

@Entity
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

  @Column(name = "issued_at")
  Instant issuedAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  @Column(name = "used_at")
  Instant usedAt;

  @Column(name = "link_id")
  UUID linkId;

  UserId user() {
    return new UserId(userId);
  }

  AssistantId assistantId() {
    return new AssistantId(assistant);
  }

  Optional<CodeChallenge> challenge() {
    return Optional.ofNullable(codeChallenge).map(CodeChallenge::new);
  }

  Optional<LinkId> link() {
    return Optional.ofNullable(linkId).map(LinkId::new);
  }
}
