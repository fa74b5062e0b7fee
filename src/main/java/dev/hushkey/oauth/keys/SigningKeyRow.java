package dev.hushkey.oauth.keys;

import dev.hushkey.assistant.SigningAlgorithm;
import dev.hushkey.seal.SealBinding;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/** One signing key; holds no secret in clear text. */
@Entity
@Table(name = "signing_key")
class SigningKeyRow {

  @Id String kid;
  String purpose;
  String algorithm;

  @Column(name = "public_jwk")
  String publicJwk;

  /** Null once it is withdrawn. */
  @Column(name = "sealed_private")
  String sealedPrivate;

  /** By the database's clock. */
  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "signs_from")
  Instant signsFrom;

  @Column(name = "withdrawn_at")
  Instant withdrawnAt;

  KeyUse use() {
    return new KeyUse(KeyPurpose.from(purpose), SigningAlgorithm.valueOf(algorithm));
  }

  /** The purpose is part of it: a row that is given another purpose does not open. */
  SealBinding binding() {
    return binding(use().purpose(), kid);
  }

  static SealBinding binding(KeyPurpose purpose, String kid) {
    return switch (purpose) {
      case ACCESS_TOKENS -> SealBinding.ofSigningKey(kid);
      case EXCHANGED_TOKENS -> SealBinding.ofExchangeKey(kid);
    };
  }

  KeyTimes times() {
    return new KeyTimes(kid, use(), createdAt, signsFrom, Optional.ofNullable(withdrawnAt));
  }
}
