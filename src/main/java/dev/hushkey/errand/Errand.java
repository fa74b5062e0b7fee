package dev.hushkey.errand;

import dev.hushkey.identity.LinkRef;
import dev.hushkey.seal.SealedText;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What is to be done at the assistant of a link that has ended.
 *
 * @param sealed the assistant's tokens, where they are what it is about
 * @param notedAt when the link ended
 * @param tries so far, this one included
 */
public record Errand(
    UUID id, LinkRef link, Optional<SealedText> sealed, Instant notedAt, int tries) {}
