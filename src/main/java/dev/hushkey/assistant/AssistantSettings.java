package dev.hushkey.assistant;

import dev.hushkey.settings.By;
import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.OtherSettings;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import dev.hushkey.timeout.TimeoutSettings;
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

  @Override
  default void checkBeside(OtherSettings others, Mistakes mistakes) {
    others
        .find(TimeoutSettings.class)
        .ifPresent(
            timeouts -> assistants().forEach((id, block) -> check(id, block, timeouts, mistakes)));
  }

  private static void check(
      String id, AssistantBlock block, TimeoutSettings timeouts, Mistakes mistakes) {
    String key = "hushkey.assistants." + id + ".";
    block
        .upstream()
        .ifPresent(
            upstream -> timeouts.checkFits(mistakes, key + "upstream.timeout", upstream.timeout()));
    block
        .appToApp()
        .ifPresent(app -> timeouts.checkFits(mistakes, key + "app-to-app.timeout", app.timeout()));
  }
}
