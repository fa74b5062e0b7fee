package dev.hushkey.settings;

/** Settings with rules that their types do not express. */
public interface SettingRules {

  /**
   * Reports what is wrong. Called once, at the start; malformed settings then have stand-in values.
   */
  void check(Mistakes mistakes);

  /** Reports what does not go together with the settings of rooms before this one. */
  default void checkBeside(OtherSettings others, Mistakes mistakes) {}
}
