package dev.hushkey.oauth.keys;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A signing key as shown to operators; instants are by the database's clock.
 *
 * @param signsUntil when its successor begins to sign; null while there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
    name = "SigningKey",
    requiredProperties = {"kid", "algorithm", "state", "createdAt", "signsFrom"})
public record SigningKeyInfo(
    String kid,
    String algorithm,
    SigningKeyState state,
    Instant createdAt,
    Instant signsFrom,
    Instant signsUntil) {

  static SigningKeyInfo of(KeyPlan plan, KeyTimes key) {
    return new SigningKeyInfo(
        key.kid(),
        key.algorithm().name(),
        plan.state(key),
        key.createdAt(),
        key.signsFrom(),
        plan.signsUntil(key).orElse(null));
  }
}
