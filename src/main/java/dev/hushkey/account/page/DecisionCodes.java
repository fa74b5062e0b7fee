package dev.hushkey.account.page;

import dev.hushkey.cell.ThisCell;
import dev.hushkey.identity.Action;
import dev.hushkey.identity.DeviceId;
import dev.hushkey.oauth.authorize.AuthorizationRequest;
import dev.hushkey.secret.AuthorizationCode;
import dev.hushkey.secret.SecretText;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The authorization code of a decision. It is computed from the decision under our key and not made
 * up, so that the same form, sent twice, leads to the same code, although only the code's hash is
 * stored (docs/adr/0035-a-decision-sent-twice-is-one-decision.md). Neither the key nor the random
 * part of a form or of a pushed request's reference is in the database.
 */
@Singleton
public class DecisionCodes {

  private final CsrfKey key;
  private final ThisCell cell;

  @Inject
  DecisionCodes(CsrfKey key, ThisCell cell) {
    this.cell = cell;
    this.key = key.forUse("authorization code");
  }

  /**
   * The code for what a form allows. Of a pushed request there is one for all forms, for it is
   * answered once.
   *
   * @param page the token of the page that was sent, {@link CsrfTokens#make}
   */
  public AuthorizationCode of(
      Person person,
      AuthorizationRequest request,
      String page,
      Map<DeviceId, Set<Action>> consent) {
    if (request.pushed().isPresent()) {
      return ofPushed(person, request);
    }
    List<String> parts = parts(person, request);
    parts.add(page);
    new TreeMap<>(consent)
        .forEach(
            (device, actions) ->
                new TreeSet<>(actions)
                    .forEach(action -> parts.add(ConsentSelection.value(device, action))));
    return code(parts);
  }

  /** The code for what was allowed on a pushed request. */
  public AuthorizationCode ofPushed(Person person, AuthorizationRequest request) {
    return code(parts(person, request));
  }

  private static List<String> parts(Person person, AuthorizationRequest request) {
    List<String> parts = new ArrayList<>(List.of(person.user().value(), person.session()));
    request.toParameters().forEach((name, value) -> parts.addAll(List.of(name, value)));
    return parts;
  }

  private AuthorizationCode code(List<String> parts) {
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(key.sign(parts));
    return new AuthorizationCode(cell.mark(SecretText.of(text)));
  }
}
