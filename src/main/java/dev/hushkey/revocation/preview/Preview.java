package dev.hushkey.revocation.preview;

import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkRef;
import dev.hushkey.link.LinkState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a revocation would end now.
 *
 * @param links that live; where devices end, links with a living grant of one
 * @param users the owners of those links
 * @param parts how they are made up
 * @param sample some of them
 */
public record Preview(long links, long users, List<Part> parts, List<Sample> sample) {

  /** The most links in a sample. */
  public static final int SAMPLE = 10;

  /** Ages that are told apart: younger than the first, than the second, and so on, and older. */
  public static final List<Duration> AGES =
      List.of(
          Duration.ofDays(1),
          Duration.ofDays(7),
          Duration.ofDays(30),
          Duration.ofDays(90),
          Duration.ofDays(365));

  /**
   * Links that have this in common.
   *
   * @param age since their authorization: how many of {@link #AGES} have passed
   */
  public record Part(AssistantId assistant, LinkState state, int age, long links) {}

  /** One of them. */
  public record Sample(LinkRef link, LinkState state, Instant authorizedAt) {}
}
