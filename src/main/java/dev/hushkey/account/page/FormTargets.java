package dev.hushkey.account.page;

import java.net.URI;

/**
 * Where a form may lead, for the directive {@code form-action}. Chromium applies it to every
 * redirect that follows a form.
 */
public final class FormTargets {

  private FormTargets() {}

  /**
   * The source for an address that the form's answer redirects to. An assistant redirects on from
   * there to places of its own choosing (Amazon: to the page or app of the skill), so any https is
   * allowed; an http address, which only development has, allows its own origin.
   */
  public static String of(String address) {
    URI uri = URI.create(address);
    return "https".equals(uri.getScheme())
        ? "https:"
        : uri.getScheme() + "://" + uri.getAuthority();
  }
}
