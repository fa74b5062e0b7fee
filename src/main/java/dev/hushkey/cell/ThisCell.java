package dev.hushkey.cell;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.secret.SecretText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/**
 * Marks what is issued with the name of this cell, and turns away what another has issued
 * (docs/adr/0089-cells.md). What names no cell is taken for ours: it was issued before this
 * installation had a name.
 */
@Singleton
public class ThisCell {

  /** Long enough for a proxy to be put right by hand, short enough for an assistant to wait. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final Optional<String> name;

  @Inject
  ThisCell(CellSettings settings) {
    this(settings.cell());
  }

  /**
   * A cell of this name.
   *
   * @param name empty for the only installation
   */
  public ThisCell(Optional<String> name) {
    this.name = name;
  }

  /** Its name; empty for the only installation. */
  public Optional<String> name() {
    return name;
  }

  /** A new code or token: 256 random bits behind the name of this cell. */
  public SecretText random() {
    return mark(SecretText.random());
  }

  /** The same for random bits that were made elsewhere. */
  public SecretText mark(SecretText bits) {
    return name.map(own -> bits.after(CellMark.of(own))).orElse(bits);
  }

  /** Why a presented code or token is not for us to judge; empty when it is. */
  public Optional<FailureException> elsewhere(SecretText presented) {
    return CellMark.read(presented.reveal()).flatMap(this::elsewhere);
  }

  /** The same for the name of a cell. */
  public Optional<FailureException> elsewhere(String cell) {
    return name.filter(cell::equals).isPresent()
        ? Optional.empty()
        : Optional.of(new FailureException(new Failure.OtherCell(cell, RETRY_AFTER)));
  }

  /**
   * Fails for a code or token that another cell has issued.
   *
   * @throws FailureException with {@link Failure.OtherCell}
   */
  public void require(SecretText presented) {
    elsewhere(presented)
        .ifPresent(
            other -> {
              throw other;
            });
  }

  /** The same for the name of a cell. */
  public void require(String cell) {
    elsewhere(cell)
        .ifPresent(
            other -> {
              throw other;
            });
  }
}
