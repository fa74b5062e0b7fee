package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.SigningAlgorithm;
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
  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "signs_from")
  Instant signsFrom;

  KeyTimes times() {
    return new KeyTimes(kid, SigningAlgorithm.valueOf(algorithm), createdAt, signsFrom);
  }
}
