package dev.hushkey.transitkeys;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.oauth.keys.SigningKeyCiphertexts;
import dev.hushkey.seal.CiphertextStore;
import dev.hushkey.upstreamtoken.UpstreamTokenCiphertexts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ciphertexts of each Transit key of this installation: one key for each assistant that issues
 * us tokens, and one for the signing keys. Other assistants have nothing to seal, and no key.
 */
@ApplicationScoped
class CiphertextStores {

  private final Assistants assistants;

  @Inject
  CiphertextStores(Assistants assistants) {
    this.assistants = assistants;
  }

  List<CiphertextStore> all() {
    Stream<CiphertextStore> links =
        assistants.all().stream()
            .filter(assistant -> assistant.upstreamIfAny().isPresent())
            .map(Assistant::id)
            .sorted((one, other) -> one.value().compareTo(other.value()))
            .map(UpstreamTokenCiphertexts::new);
    return Stream.concat(links, Stream.of(new SigningKeyCiphertexts())).toList();
  }

  /** The ciphertexts of a key; fails with {@link Failure.NotFound}. */
  CiphertextStore require(String transitKey) {
    return all().stream()
        .filter(store -> store.transitKey().equals(transitKey))
        .findFirst()
        .orElseThrow(() -> new FailureException(new Failure.NotFound("key")));
  }
}
