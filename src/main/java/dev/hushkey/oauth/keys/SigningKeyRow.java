package dev.hushkey.oauth.keys;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** One signing key; holds no secret in clear text. */
@Entity
@Table(name = "signing_key")
class SigningKeyRow {

  @Id String kid;
  String algorithm;

  @Column(name = "public_jwk")
  String publicJwk;

  @Column(name = "sealed_private")
  String sealedPrivate;

  /** By the database's clock. */
  @Column(name = "created_at", insertable = false, updatable = false)
  Instant createdAt;

  @Column(name = "retired_at")
  Instant retiredAt;
}
