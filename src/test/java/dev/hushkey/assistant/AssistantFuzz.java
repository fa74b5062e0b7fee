package dev.hushkey.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.TestSettings;
import java.util.HashMap;
import java.util.Map;

/** The configured assistants. */
public final class AssistantFuzz {

  private static final String BLOCK = "hushkey.assistants.alexa.";

  /** A block: lines of key and value. Mistakes are collected, whatever they are. */
  public static void assistantBlock(String input) {
    Map<String, String> settings = new HashMap<>();
    settings.put(BLOCK + "display-name", "Alexa");
    settings.put(BLOCK + "client-id", "alexa");
    settings.put(BLOCK + "redirect-uris", "https://assistant.example/callback");
    input
        .lines()
        .map(line -> line.split("=", 2))
        .filter(pair -> pair.length == 2 && !pair[1].contains("file:"))
        .filter(pair -> pair[0].matches("[a-z0-9.-]{1,60}"))
        .forEach(pair -> settings.put(BLOCK + pair[0], pair[1]));
    AssistantSettings read = TestSettings.unchecked(AssistantSettings.class, settings);
    assertThat(new AssistantReader(new Mistakes(true)).read(read.assistants())).isNotNull();
  }

  /** A redirect URI. */
  public static void redirectUri(String input) {
    RedirectUriRule.check(new Mistakes(true), "redirect-uris", input);
  }

  private AssistantFuzz() {}
}
