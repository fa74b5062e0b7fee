package dev.hushkey.settings;

/** Settings with rules that their types do not express. */
public interface SettingRules {

  /** Names what is wrong. Called once, at the start; malformed settings have stand-ins then. */
  void check(Mistakes mistakes);
}
