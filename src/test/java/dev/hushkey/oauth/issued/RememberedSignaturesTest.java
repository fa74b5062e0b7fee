package dev.hushkey.oauth.issued;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.cell.ThisCell;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.identity.UserId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.wire.Issuer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RememberedSignaturesTest {

  private static final KeyPair KEYS = keys();

  private final AccessTokenJwt form =
      new AccessTokenJwt(
          TestAssistants.both(),
          new Issuer("https://link.example"),
          new ThisCell(Optional.empty()));
  private final RememberedSignatures signatures =
      new RememberedSignatures(form, 10, Duration.ofHours(1));

  @Test
  void tokenSeenBefore_tellsTheSameAgain() {
    AccessTokenClaims claims = claims("alice", Instant.now().plusSeconds(600));
    SecretText token = sign(claims, KEYS.getPrivate());
    VerifiedAccessToken alice =
        new VerifiedAccessToken(claims.id(), TestAssistants.alexa().id(), claims.user());

    assertThat(verify(token, KEYS.getPublic())).contains(alice);
    assertThat(signatures.size()).isOne();
    assertThat(verify(token, KEYS.getPublic())).contains(alice);
  }

  /** The claims of one, with the signature of another that was verified a moment ago. */
  @Test
  void claimsOfAnother_underASignatureThatIsRemembered_areRefused() {
    Instant end = Instant.now().plusSeconds(600);
    String alice = sign(claims("alice", end), KEYS.getPrivate()).reveal();
    String bob = sign(claims("bob", end), KEYS.getPrivate()).reveal();
    verify(SecretText.of(alice), KEYS.getPublic());
    String mixed = bob.substring(0, bob.lastIndexOf('.')) + alice.substring(alice.lastIndexOf('.'));

    assertThat(verify(SecretText.of(mixed), KEYS.getPublic())).isEmpty();
  }

  @Test
  void tokenThatWasRefused_isRefusedAgain() {
    SecretText foreign = sign(claims("alice", Instant.now().plusSeconds(9)), keys().getPrivate());

    assertThat(verify(foreign, KEYS.getPublic())).isEmpty();
    assertThat(verify(foreign, KEYS.getPublic())).isEmpty();
    assertThat(signatures.size()).isZero();
  }

  /** A key id that was used again: what the old key signed is nothing to the new one. */
  @Test
  void tokenSeenUnderAnotherKey_isVerifiedAnew() {
    SecretText token = sign(claims("alice", Instant.now().plusSeconds(600)), KEYS.getPrivate());
    verify(token, KEYS.getPublic());

    assertThat(verify(token, keys().getPublic())).isEmpty();
  }

  @Test
  void tokenSeenBefore_endsWhenItSays() {
    // an exp has whole seconds, and is rounded down
    Instant end = Instant.now().plusSeconds(2);
    SecretText token = sign(claims("alice", end), KEYS.getPrivate());
    assertThat(verify(token, KEYS.getPublic())).isPresent();

    while (Instant.now().isBefore(end)) {
      Thread.onSpinWait();
    }

    assertThat(signatures.size()).isOne();
    assertThat(verify(token, KEYS.getPublic())).isEmpty();
  }

  @Test
  void moreThanMayBeRemembered_areVerifiedAllTheSame() {
    IntStream.range(0, 100)
        .mapToObj(n -> sign(claims("user-" + n, Instant.now().plusSeconds(600)), KEYS.getPrivate()))
        .forEach(token -> assertThat(verify(token, KEYS.getPublic())).isPresent());

    assertThat(signatures.size()).isLessThanOrEqualTo(10);
  }

  private Optional<VerifiedAccessToken> verify(SecretText token, PublicKey key) {
    return signatures.verify(token, key).await().atMost(Duration.ofSeconds(5));
  }

  private SecretText sign(AccessTokenClaims claims, PrivateKey key) {
    return form.sign(claims, "key-1", key);
  }

  private static AccessTokenClaims claims(String user, Instant end) {
    return new AccessTokenClaims(
        AccessTokenId.random(),
        TestAssistants.alexa(),
        new UserId(user),
        "devices",
        Instant.now(),
        end);
  }

  private static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
