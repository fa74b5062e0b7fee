package dev.hushkey.stack;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The assistants that the stack configures: the three that we know, and one that nobody does. */
public enum StackAssistant {
  ALEXA("alexa-skill-link"),
  GOOGLE("google-home-link"),
  SMARTTHINGS("smartthings-link"),
  /** Linked by configuration alone, and different from the others wherever it can be. */
  ACME(
      "acme-link",
      Map.of(
          "display-name", "Acme Assistant",
          "scopes", "devices,events",
          "pkce-required", "true",
          "client-authentication-methods", "client-secret-post",
          "signing-algorithm", "rs256",
          "links-per-user", "3",
          "refresh-policy", "successor-first-use"));

  private final String clientId;
  private final Map<String, String> settings;

  StackAssistant(String clientId) {
    this(clientId, Map.of());
  }

  StackAssistant(String clientId, Map<String, String> settings) {
    this.clientId = clientId;
    this.settings = settings;
  }

  /** The ids of all. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(StackAssistant::id).toList();
  }

  /** Its id in settings and in the API. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it shows us as client id. */
  public String clientId() {
    return clientId;
  }

  /** Whether it sends its secret in the body, since it may not do otherwise. */
  public boolean authenticatesInBody() {
    return this == ACME;
  }

  String secretName() {
    return clientId + "-secret";
  }

  /** What an installation sets of it. */
  void configure(Map<String, String> config, String redirectUri, Path secretFile) {
    String prefix = "hushkey.assistants." + id() + ".";
    config.put(prefix + "client-id", clientId);
    config.put(prefix + "client-secrets", "file:" + secretFile);
    config.put(prefix + "redirect-uris", redirectUri);
    settings.forEach((key, value) -> config.put(prefix + key, value));
  }
}
