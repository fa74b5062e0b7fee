package dev.hushkey.oauth.authorize;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.oauth.request.CodeChallenge;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

@Entity
@Table(name = "authorization_code")
public class AuthorizationCodeRow {

  @Id
  @Column(name = "code_hash")
  byte[] codeHash;

  @Column(name = "user_id")
  String userId;

  public String assistant;

  @Column(name = "redirect_uri")
  public String redirectUri;

  public String scope;

  @Column(name = "code_challenge")
  public String codeChallenge;

  @Column(name = "rich_request")
  public boolean richRequest;

  @Column(name = "issued_at")
  public Instant issuedAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  @Column(name = "used_at")
  public Instant usedAt;

  @Column(name = "link_id")
  UUID linkId;

  public UserId user() {
    return new UserId(userId);
  }

  public AssistantId assistantId() {
    return new AssistantId(assistant);
  }

  public Optional<CodeChallenge> challenge() {
    return Optional.ofNullable(codeChallenge).map(CodeChallenge::new);
  }

  public Optional<LinkId> link() {
    return Optional.ofNullable(linkId).map(LinkId::new);
  }
}
