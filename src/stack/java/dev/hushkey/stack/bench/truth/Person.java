package dev.hushkey.stack.bench.truth;

import dev.hushkey.identity.Action;
import dev.hushkey.stack.bench.subject.BenchHushkey;
import dev.hushkey.stack.bench.subject.ServedLink;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One person with one camera, a link with Alexa and one with an assistant that issues us no tokens;
 * every fourth has a second link with Alexa, for which AcceptGrant never came.
 */
public final class Person {

  public static final String ALEXA = BenchHushkey.STABLE;

  /** The assistant whose tokens are opaque, and which issues us none. */
  public static final String OPAQUE = BenchHushkey.OPAQUE;

  /** Every so many have a second link. */
  public static final int HOUSEHOLD = 4;

  private final long number;
  private final String user;
  private final Secrets secrets;
  private final History history;
  private final AtomicBoolean changing = new AtomicBoolean();

  /**
   * What this person's assistants hold.
   *
   * @param refresh the refresh token of the link with Alexa
   * @param jwt an access token of the same; null if there is none
   * @param opaque an access token of the other link
   */
  public record Secrets(String refresh, String jwt, String opaque) {

    @Override
    public String toString() {
      return "[secret]";
    }
  }

  public Person(long number, Secrets secrets) {
    this.number = number;
    this.user = "bench-user-" + number;
    this.secrets = secrets;
    this.history = new History(new Truth(user, links(number)));
  }

  /** The link with Alexa that this person has from the beginning. */
  public static UUID firstLink(long number) {
    return ServedLink.link(number);
  }

  private static List<LinkTruth> links(long number) {
    UUID alexa = firstLink(number);
    List<LinkTruth> links = new ArrayList<>();
    links.add(link(alexa, ALEXA, true));
    links.add(link(ServedLink.md5("opaque" + alexa), OPAQUE, false));
    if (number % HOUSEHOLD == 0) {
      links.add(link(ServedLink.md5("storm-second-" + number), ALEXA, false));
    }
    return links;
  }

  private static LinkTruth link(UUID id, String assistant, boolean upstream) {
    return new LinkTruth(id, assistant, upstream, true, 0, EnumSet.allOf(Action.class));
  }

  public String user() {
    return user;
  }

  public String device() {
    return "bench-camera-" + number;
  }

  public Secrets secrets() {
    return secrets;
  }

  public History history() {
    return history;
  }

  /** The link with Alexa whose token we keep. */
  public UUID alexaLink() {
    return history.latest().links().get(0).id();
  }

  public UUID opaqueLink() {
    return history.latest().links().get(1).id();
  }

  /** One change at a time. Whether this one may begin. */
  public boolean claim() {
    return changing.compareAndSet(false, true);
  }

  public void release() {
    changing.set(false);
  }

  /**
   * What the token of a link is called.
   *
   * @param renewed how often it was replaced by a newer one
   */
  public static String tokenName(String user, UUID link, int renewed) {
    return "token %d of %s's link %s".formatted(renewed, user, link);
  }

  @Override
  public String toString() {
    return user;
  }
}
