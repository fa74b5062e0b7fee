package dev.hushkey.oauth.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A signing key as shown to operators; instants are by the database's clock.
 *
 * @param signsUntil when its successor begins to sign, or when it was withdrawn; null before that
 * @param withdrawnAt null unless it was withdrawn
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    name = "SigningKey",
    requiredProperties = {"kid", "purpose", "algorithm", "state", "createdAt", "signsFrom"})
public record SigningKeyInfo(
    String kid,
    KeyPurpose purpose,
    String algorithm,
    SigningKeyState state,
    Instant createdAt,
    Instant signsFrom,
    Instant signsUntil,
    Instant withdrawnAt) {

  static SigningKeyInfo of(KeyPlan plan, KeyTimes key) {
    return new SigningKeyInfo(
        key.kid(),
        key.use().purpose(),
        key.use().algorithm().name(),
        plan.state(key),
        key.createdAt(),
        key.signsFrom(),
        plan.signsUntil(key).orElse(null),
        key.withdrawnAt().orElse(null));
  }
}
