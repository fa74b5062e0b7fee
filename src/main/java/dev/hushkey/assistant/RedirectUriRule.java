package dev.hushkey.assistant;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingValues;
import java.net.URI;
import java.util.Optional;

/** What a redirect URI has to be, RFC 6749 §3.1.2. */
final class RedirectUriRule {

  private RedirectUriRule() {}

  /** A value that is not an address may be a secret on the wrong line, so it is not repeated. */
  static void check(Mistakes mistakes, String key, String text) {
    if (text.contains("*")) {
      mistakes.add(key, "patterns are not allowed, list every redirect URI");
      return;
    }
    Optional<Object> parsed = SettingValues.parse(text, URI.class);
    if (parsed.isEmpty()) {
      mistakes.add(key, SettingValues.form(URI.class));
      return;
    }
    URI uri = (URI) parsed.get();
    mistakes.checkHttps(key, uri);
    mistakes.check(uri.getRawFragment() == null, key, text + " must not have a fragment");
  }
}
