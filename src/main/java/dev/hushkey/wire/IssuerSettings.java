package dev.hushkey.wire;

import dev.hushkey.settings.Mistakes;
import dev.hushkey.settings.SettingRules;
import dev.hushkey.settings.Settings;
import java.net.URI;

/** Our public identity. */
@Settings("hushkey")
public interface IssuerSettings extends SettingRules {

  /** The format of an issuer, RFC 8414 §2. */
  String FORM = "must be scheme, host and port only, without a slash at the end";

  /**
   * Our public base URL: scheme, host and port, without a slash at the end. It is the {@code iss}
   * of our tokens, so a change invalidates those in use. https, except at an address of this
   * machine.
   */
  URI issuer();

  @Override
  default void check(Mistakes mistakes) {
    mistakes.checkHttpsWhereGuarded("hushkey.issuer", issuer());
    mistakes.check(isBase(issuer()), "hushkey.issuer", FORM);
  }

  /** Whether it has that format. */
  static boolean isBase(URI uri) {
    return uri.getHost() != null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null
        && uri.getRawPath().isEmpty();
  }
}
