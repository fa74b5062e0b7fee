package dev.hushkey.assistant;

import java.util.Locale;

/** The stage of an Alexa skill. One in development can be enabled by its testers only. */
public enum SkillStage {
  DEVELOPMENT,
  LIVE;

  /** The form in Amazon's requests, which are case-sensitive. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
