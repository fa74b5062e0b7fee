package dev.hushkey.flow.clients;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.PlainBrowser;
import java.net.URI;
import java.util.Map;
import java.util.Set;

/** The part of a flow that a person does in a browser, at an address that a client made. */
final class ConsentOf {

  private ConsentOf() {}

  /** Logs in and presses a button; where the browser is sent then. */
  static URI alice(
      Linking linking, URI address, String decision, Map<DeviceId, Set<Action>> consent) {
    PlainBrowser browser = linking.browser();
    PlainBrowser.Page page = linking.logIn(browser, browser.open(address), "alice");
    return linking.decide(browser, page, decision, consent).requireStoppedAt(linking.redirectUri());
  }
}
