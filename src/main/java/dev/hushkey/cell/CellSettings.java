package dev.hushkey.cell;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import java.util.Optional;

/** Which of several whole installations this is. */
@Settings("hushkey")
public interface CellSettings extends SettingRules {

  /**
   * The name of this cell, where users are divided among several whole installations: 1 to 8 small
   * letters and digits, the first a letter, such as {@code eu}. What is issued then names it, so
   * that a proxy can tell where a token belongs, and what another cell has issued is turned away
   * without a look. All replicas of a cell have the same. Never change it while what was issued
   * under the old name is in use. Unset: there is one installation, and tokens name nothing.
   */
  Optional<String> cell();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(
        cell().map(CellMark::isName).orElse(true),
        "hushkey.cell",
        "must have 1 to 8 small letters and digits, and begin with a letter");
  }
}
