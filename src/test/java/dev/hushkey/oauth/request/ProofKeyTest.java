package dev.hushkey.oauth.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.secret.SecretText;
import org.junit.jupiter.api.Test;

class ProofKeyTest {

  private static final SecretText STATE = SecretText.random();

  @Test
  void verifier_isOfTheFormOfRfc7636_andTheSameAfterStorage() {
    ProofKey key = ProofKey.random();
    assertThat(key.verifierFor(STATE).reveal()).matches("[A-Za-z0-9_-]{43}");
    assertThat(ProofKey.of(key.toBytes()).verifierFor(STATE)).isEqualTo(key.verifierFor(STATE));
  }

  @Test
  void verifier_needsBothTheKeyAndTheState() {
    ProofKey key = ProofKey.random();
    assertThat(ProofKey.random().verifierFor(STATE)).isNotEqualTo(key.verifierFor(STATE));
    assertThat(key.verifierFor(SecretText.random())).isNotEqualTo(key.verifierFor(STATE));
  }
}
