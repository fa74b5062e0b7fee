package dev.hushkey.stack.demo;

import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.stack.fixture.Linking;
import dev.hushkey.stack.fixture.PlainBrowser;
import dev.hushkey.stack.fixture.PlainBrowser.Page;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Plays alice's browser and Alexa's cloud, and shows what passes between them and Hushkey. */
final class Cloud {

  private final Linking linking;
  private final Wire wire;
  private final Narrator narrator;

  Cloud(Linking linking, Wire wire, Narrator narrator) {
    this.linking = linking;
    this.wire = wire;
    this.narrator = narrator;
  }

  /** Browser and cloud together: from the Alexa app's button to tokens. */
  Linking.Tokens link(String user, Map<DeviceId, Set<Action>> consent) {
    Linking.Attempt attempt = linking.attempt();
    URI back = throughTheBrowser(attempt, user, consent);
    Map<String, String> answer = Linking.query(back);
    if (!attempt.state().equals(answer.get("state")) || !answer.containsKey("code")) {
      throw new DemoFailure("The browser came back without the state and a code: " + back);
    }
    narrator.good("the state is Alexa's own, and the code can be used once, within a short time");
    return exchange(new Linking.Approval(attempt, answer.get("code")));
  }

  private URI throughTheBrowser(
      Linking.Attempt attempt, String user, Map<DeviceId, Set<Action>> consent) {
    PlainBrowser browser = linking.browser();
    narrator.tell("The Alexa app opens " + user + "'s browser at Hushkey:");
    narrator.request(authorization(attempt.address()));
    Page logIn = browser.open(attempt.address());
    arrived(logIn);
    narrator.tell("Hushkey knows no passwords: Keycloak asks " + user + " for hers.");
    Page consentPage = linking.logIn(browser, logIn, user);
    narrator.request(
        List.of(
            "POST " + origin(logIn.address()) + "…", "username=" + user + "&password=[masked]"));
    arrived(consentPage);
    return decide(browser, consentPage, attempt, consent);
  }

  /** A parameter a line. */
  private static List<String> authorization(URI address) {
    List<String> shown = new ArrayList<>(List.of("GET " + origin(address) + address.getPath()));
    for (String parameter : address.getQuery().split("&")) {
      shown.add((shown.size() == 1 ? "  ?" : "  &") + parameter);
    }
    return shown;
  }

  private URI decide(
      PlainBrowser browser,
      Page page,
      Linking.Attempt attempt,
      Map<DeviceId, Set<Action>> consent) {
    narrator.tell("The page lists her cameras. She ticks two of them, and allows:");
    List<String> shown = new ArrayList<>(List.of("POST " + linking.issuer() + "/account/consent"));
    new TreeMap<>(consent)
        .forEach((device, actions) -> shown.add("grant " + device + ": " + words(actions)));
    narrator.request(shown);
    URI back =
        linking.decide(browser, page, "approve", consent).requireStoppedAt(attempt.redirectUri());
    narrator.answer(List.of("303", "Location: " + back));
    return back;
  }

  private static String words(Set<Action> actions) {
    return actions.stream().sorted().map(Action::wireName).collect(Collectors.joining(", "));
  }

  /** After redirects; the address carries session codes that nobody wants to read. */
  private void arrived(Page page) {
    narrator.answer(
        List.of(
            page.status() + " " + origin(page.address()) + page.address().getPath(),
            "a page: “" + page.document().title() + "”"));
  }

  private static String origin(URI uri) {
    return uri.getScheme() + "://" + uri.getAuthority();
  }

  private Linking.Tokens exchange(Linking.Approval approval) {
    narrator.tell(
        "Alexa's cloud exchanges the code, authenticating with its client secret and PKCE:");
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", approval.code());
    form.put("redirect_uri", approval.attempt().redirectUri());
    form.put("code_verifier", approval.attempt().codeVerifier());
    Linking.Answer answer = shown(form, linking.exchange(approval));
    if (answer.status() != 200) {
      throw new DemoFailure("The code could not be exchanged: " + answer.body());
    }
    narrator.good("Alexa has an access token and a refresh token; Hushkey stores only hashes");
    return answer.tokens();
  }

  /** Alexa's cloud refreshes. */
  Linking.Answer refresh(Linking.Tokens tokens) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "refresh_token");
    form.put("refresh_token", tokens.refreshToken());
    return shown(form, linking.refresh(tokens.refreshToken()));
  }

  private Linking.Answer shown(Map<String, String> form, Linking.Answer answer) {
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("&"));
    narrator.request(
        List.of(
            "POST " + linking.issuer() + "/oauth2/token",
            "Authorization: Basic [client " + Linking.CLIENT_ID + ", secret masked]",
            body));
    wire.show(answer.status(), answer.headers(), answer.body());
    return answer;
  }
}
