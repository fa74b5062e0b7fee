package dev.hushkey.transitkeys;

import dev.hushkey.assistant.Assistant;
import dev.hushkey.assistant.Assistants;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Stream;

/**
 * All shelves of this installation: one for each assistant that gives us tokens, and the signing
 * keys'. The others have nothing to seal, and no key.
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
            .map(LinkCiphertexts::new);
    return Stream.concat(links, Stream.of(new SigningKeyCiphertexts())).toList();
  }

  /** The shelf of a key; fails with {@link Failure.NotFound}. */
  CiphertextStore require(String transitKey) {
    return all().stream()
        .filter(shelf -> shelf.transitKey().equals(transitKey))
        .findFirst()
        .orElseThrow(() -> new FailureException(new Failure.NotFound("key")));
  }
}
