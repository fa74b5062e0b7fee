package dev.hushkey.wire;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import java.net.URI;

/** Who we are. */
@Settings("hushkey")
public interface IssuerSettings extends SettingRules {

  /** What an issuer has to be, RFC 8414 §2. */
  String FORM = "must be scheme, host and port only, without a slash at the end";

  /**
   * Our public base URL: scheme, host and port, without a slash at the end. It is the {@code iss}
   * of our tokens, so a change makes those that are in use invalid. https, except at an address of
   * this machine.
   */
  URI issuer();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.checkHttpsInProduction("hushkey.issuer", issuer());
    mistakes.check(isBase(issuer()), "hushkey.issuer", FORM);
  }

  /** Whether it has that form. */
  static boolean isBase(URI uri) {
    return uri.getHost() != null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null
        && uri.getRawPath().isEmpty();
  }
}
