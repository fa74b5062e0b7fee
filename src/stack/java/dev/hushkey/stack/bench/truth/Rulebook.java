package dev.hushkey.stack.bench.truth;

import dev.hushkey.identity.Action;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The rules once more, in few words and without a database: what is right, given what is true. */
public final class Rulebook {

  private static final String NOT_THE_OWNER = "not-the-owner";
  private static final String LINK_REVOKED = "link-revoked";
  private static final String NO_TOKEN = "no-upstream-token";

  /** The one that a refused hand-out names comes first. */
  private static final List<String> CLOSEST =
      List.of(NO_TOKEN, "action-not-granted", "device-not-granted", LINK_REVOKED, NOT_THE_OWNER);

  private static final String ALLOWED = "";

  private Rulebook() {}

  /** The right answer while this is true of who is asked about, and of the camera. */
  public static Outcome right(Question question, Truth person, Truth camera) {
    return switch (question) {
      case Question.Handout asked -> handout(asked, person, camera);
      case Question.Check asked -> check(asked, person, camera);
    };
  }

  private static Outcome handout(Question.Handout asked, Truth person, Truth camera) {
    if (!camera.owner().equals(asked.person().user())) {
      return new Outcome.Refused(NOT_THE_OWNER);
    }
    List<LinkTruth> living = person.links().stream().filter(asked::isAbout).toList();
    Map<UUID, String> tokens = new TreeMap<>();
    Map<UUID, String> withheld = new TreeMap<>();
    for (LinkTruth link : living) {
      String reason = reason(asked, link);
      if (reason.equals(ALLOWED)) {
        tokens.put(link.id(), Person.tokenName(asked.person().user(), link.id(), link.renewed()));
      } else {
        withheld.put(link.id(), reason);
      }
    }
    return tokens.isEmpty()
        ? new Outcome.Refused(closest(withheld.values()))
        : new Outcome.HandedOut(tokens, withheld);
  }

  private static String closest(Iterable<String> reasons) {
    int least = CLOSEST.indexOf(LINK_REVOKED);
    for (String reason : reasons) {
      least = Math.min(least, CLOSEST.indexOf(reason));
    }
    return CLOSEST.get(least);
  }

  private static String reason(Question.Handout asked, LinkTruth link) {
    String refused = reason(asked, link, asked.action());
    return refused.equals(ALLOWED) && !link.upstream() ? NO_TOKEN : refused;
  }

  /** A link has a grant for the camera of its own user alone. */
  private static String reason(Question asked, LinkTruth link, Action action) {
    Set<Action> granted = asked.person() == asked.camera() ? link.granted() : Set.of();
    if (granted.isEmpty()) {
      return "device-not-granted";
    }
    return granted.contains(action) ? ALLOWED : "action-not-granted";
  }

  private static Outcome check(Question.Check asked, Truth person, Truth camera) {
    if (asked.link() == null) {
      return new Outcome.Refused("token-not-live");
    }
    LinkTruth link = person.link(asked.link());
    if (!link.living()) {
      return new Outcome.Refused(LINK_REVOKED);
    }
    if (!camera.owner().equals(asked.person().user())) {
      return new Outcome.Refused(NOT_THE_OWNER);
    }
    String reason = reason(asked, link, asked.action());
    return reason.equals(ALLOWED)
        ? new Outcome.Allowed(asked.person().user(), link.id())
        : new Outcome.Refused(reason);
  }
}
