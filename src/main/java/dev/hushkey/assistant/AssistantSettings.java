package dev.hushkey.assistant;

import dev.hushkey.settings.By;
import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import java.util.Map;

/**
 * The assistants, a block of settings for each. Any id adds one, by configuration alone. What
 * vendors document is preset in {@code assistants.properties}; a preset applies once any setting of
 * that assistant is set, and then the remaining settings are required.
 */
@Settings("hushkey")
public interface AssistantSettings extends SettingRules {

  /**
   * The blocks by assistant id, such as {@code alexa}. In environment variables, ids cannot have
   * hyphens.
   */
  @By("id")
  Map<String, AssistantBlock> assistants();

  @Override
  default void check(Mistakes mistakes) {
    new AssistantReader(mistakes).read(assistants());
  }
}
