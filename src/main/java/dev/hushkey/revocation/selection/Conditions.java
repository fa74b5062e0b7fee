package dev.hushkey.revocation.selection;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a link must be like to be selected; all of it.
 *
 * @param authorized when its user allowed it
 * @param issued when we issued a token of it that is not over: a refresh token, or an access token
 *     that still works
 * @param lastUsed when its assistant last used it; having been authorized counts as a use, so a new
 *     link is not one that was unused for long
 * @param neverUsed whether nothing of it was used since it was authorized
 * @param needsRelink whether only its user can repair it
 * @param keyVersion the version of the Transit key that its upstream tokens are sealed with
 * @param region of its upstream tokens
 */
public record Conditions(
    Window authorized,
    Window issued,
    Window lastUsed,
    boolean neverUsed,
    boolean needsRelink,
    OptionalInt keyVersion,
    Optional<String> region) {

  public static final Conditions NONE =
      new Conditions(
          Window.ANY, Window.ANY, Window.ANY, false, false, OptionalInt.empty(), Optional.empty());

  /** Whether they ask for nothing but an instant that links were authorized before, or nothing. */
  boolean areOneCutOff() {
    return areOfAuthorization() && authorized.after().isEmpty();
  }

  /** Whether a link that is only being made can fulfil them: they ask when it was authorized. */
  public boolean areOfAuthorization() {
    return equals(
        new Conditions(
            authorized,
            Window.ANY,
            Window.ANY,
            false,
            false,
            OptionalInt.empty(),
            Optional.empty()));
  }

  /** Whether they ask for a version of a key, and for nothing else. */
  public boolean areOfKeyVersionAlone() {
    return keyVersion.isPresent()
        && equals(
            new Conditions(
                Window.ANY, Window.ANY, Window.ANY, false, false, keyVersion, Optional.empty()));
  }

  /** Whether the record of each user has to be looked through. */
  public boolean asksForUse() {
    return neverUsed || !lastUsed.isAny();
  }

  /** The latest instant that they name. */
  Optional<Instant> latestInstant() {
    return Stream.of(authorized, issued, lastUsed)
        .flatMap(Window::instants)
        .max(Comparator.naturalOrder());
  }

  /** The end of a sentence; empty when there are none. */
  String words() {
    return Stream.of(
            authorized.words("authorized"),
            issued.words("with a token issued"),
            lastUsed.words("last used"),
            neverUsed ? Stream.of("never used") : Stream.<String>empty(),
            needsRelink ? Stream.of("waiting for its user to link again") : Stream.<String>empty(),
            keyVersion.stream().mapToObj(n -> "sealed with version " + n + " of its Transit key"),
            region.stream().map(name -> "of region " + name))
        .flatMap(part -> part)
        .map(part -> ", " + part)
        .collect(Collectors.joining());
  }
}
