package dev.hushkey.account.page;

import dev.hushkey.identity.DisplayName;
import dev.hushkey.secret.SecretReference;
import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Base64;

/** The pages for people. */
@Settings("hushkey.pages")
public interface PageSettings extends SettingRules {

  /** As long as the output of HMAC-SHA-256, RFC 2104 §3. */
  int KEY_BYTES = 32;

  /** The longest company name, in characters. */
  int MAX_NAME = 100;

  /** The company name at the top of each page. */
  @WithDefault("Hushkey")
  String companyName();

  /**
   * A file that holds 32 random bytes in Base64, the key that signs our forms and makes the codes
   * of what is decided on them; the same on all replicas. {@code openssl rand -base64 32} makes
   * one.
   */
  Path csrfKeyFile();

  /**
   * The key in that file.
   *
   * @throws IllegalStateException when it is not 32 bytes in Base64; does not repeat any of it
   */
  default byte[] readCsrfKey() {
    String base64 = new SecretReference("file:" + csrfKeyFile()).read().reveal();
    try {
      byte[] key = Base64.getDecoder().decode(base64);
      if (key.length == KEY_BYTES) {
        return key;
      }
    } catch (IllegalArgumentException malformed) {
      // its message would repeat a part of the key
    }
    throw new IllegalStateException("must hold 32 random bytes in Base64");
  }

  @Override
  default void check(Mistakes mistakes) {
    mistakes.check(
        DisplayName.isVisible(companyName()) && companyName().length() <= MAX_NAME,
        "hushkey.pages.company-name",
        "must have a visible character and at most " + MAX_NAME + " characters");
    try {
      readCsrfKey();
    } catch (IllegalStateException | IllegalArgumentException wrong) {
      mistakes.check(false, "hushkey.pages.csrf-key-file", wrong.getMessage());
    }
  }
}
