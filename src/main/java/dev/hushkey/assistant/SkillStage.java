package dev.hushkey.assistant;

import java.util.Locale;

/** The stage of an Alexa skill. Only its testers can enable one in development. */
public enum SkillStage {
  DEVELOPMENT,
  LIVE;

  /** The form in Amazon's requests, which are case-sensitive. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
