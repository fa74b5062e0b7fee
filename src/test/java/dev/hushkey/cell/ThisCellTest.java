package dev.hushkey.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.secret.SecretText;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What names a cell, and whose it is. */
class ThisCellTest {

  private static final String BITS = "abcdefghijklmnopqrstuvwxyz-_ABCDEFGHIJKLMNO";

  private final ThisCell eu = new ThisCell(Optional.of("eu"));
  private final ThisCell only = new ThisCell(Optional.empty());

  @Test
  void whatIsIssued_namesItsCell_andNothingWhereThereIsOnlyOne() {
    assertThat(eu.random().reveal()).matches("eu\\.[A-Za-z0-9_-]{43}");
    assertThat(eu.mark(SecretText.of(BITS)).reveal()).isEqualTo("eu." + BITS);
    assertThat(only.random().reveal()).matches("[A-Za-z0-9_-]{43}");
  }

  @Test
  void ownAndUnnamed_areOurs() {
    assertThat(eu.elsewhere(SecretText.of("eu." + BITS))).isEmpty();
    assertThat(eu.elsewhere(SecretText.of(BITS))).isEmpty();
    assertThat(only.elsewhere(SecretText.of(BITS))).isEmpty();
  }

  @Test
  void namedOtherwise_isAnothersCell_alsoForOneThatHasLostItsName() {
    for (ThisCell cell : new ThisCell[] {eu, only}) {
      assertThatThrownBy(() -> cell.require(SecretText.of("na." + BITS)))
          .isInstanceOfSatisfying(
              FailureException.class,
              thrown ->
                  assertThat(thrown.failure())
                      .isInstanceOfSatisfying(
                          Failure.OtherCell.class,
                          other -> assertThat(other.cell()).isEqualTo("na")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "na.",
        "NA." + BITS,
        "1a." + BITS,
        "." + BITS,
        "europewest." + BITS,
        "na." + BITS + "x",
        "na." + BITS + ".x",
        "na.abcdefghijklmnopqrstuvwxyz-_ABCDEFGHIJKLM+=",
        "eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJ4In0.c2lnbmF0dXJl",
        "Atza|" + BITS
      })
  void anythingElse_namesNoCell(String text) {
    assertThat(CellMark.read(text)).isEmpty();
  }

  @Test
  void name_isShortAndPlain() {
    assertThat(CellMark.isName("eu")).isTrue();
    assertThat(CellMark.isName("apsouth1")).isTrue();
    for (String wrong : new String[] {"", "EU", "1a", "a-b", "a.b", "apsouth12", "ü", "eu\n"}) {
      assertThat(CellMark.isName(wrong)).as(wrong).isFalse();
    }
  }
}
