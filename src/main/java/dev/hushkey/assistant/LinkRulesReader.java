package dev.hushkey.assistant;

import dev.hushkey.settings.Mistakes;
import java.nio.file.Path;
import java.time.Duration;

/** Reads what the block of an assistant says about its links, and about their end. */
final class LinkRulesReader {

  /** More than a household needs; each is looked at by every hand-out. */
  private static final int MAX_LINKS_PER_USER = 100;

  private static final int MAX_PER_SECOND = 1000;
  private static final int MAX_TRIES = 100;
  private static final Duration MAX_WITHIN = Duration.ofDays(30);

  /** An errand may be five events, and its lease is two minutes. */
  private static final Duration MAX_TIMEOUT = Duration.ofSeconds(20);

  private final Mistakes mistakes;

  LinkRulesReader(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /** Adds every mistake to the list. */
  Assistant.LinkRules read(String key, AssistantBlock block) {
    mistakes.check(
        block.linksPerUser() >= 1 && block.linksPerUser() <= MAX_LINKS_PER_USER,
        key + ".links-per-user",
        "must be 1 to " + MAX_LINKS_PER_USER);
    return new Assistant.LinkRules(
        block.linksPerUser(),
        block
            .upstream()
            .flatMap(AssistantBlock.UpstreamBlock::revocation)
            .map(revocation -> read(key + ".upstream.revocation", revocation)),
        block.securityEvents().map(events -> read(key + ".security-events", events)));
  }

  private Assistant.Revocation read(String key, EndOfLinkSettings.Revocation block) {
    mistakes.checkHttps(key + ".endpoint", block.endpoint());
    Assistant.ErrandLimits limits =
        new Assistant.ErrandLimits(
            block.perSecond(), block.tries(), block.within(), block.timeout());
    check(key, limits);
    return new Assistant.Revocation(block.endpoint(), block.sparesLinkedAgain(), limits);
  }

  private Assistant.SecurityEvents read(String key, EndOfLinkSettings.SecurityEvents block) {
    mistakes.checkHttps(key + ".endpoint", block.endpoint());
    Assistant.ErrandLimits limits =
        new Assistant.ErrandLimits(
            block.perSecond(), block.tries(), block.within(), block.timeout());
    check(key, limits);
    return new Assistant.SecurityEvents(
        block.endpoint(),
        block.audience(),
        block.tokenIdentifier(),
        block.bearerTokenFile().map(Path::of),
        limits);
  }

  private void check(String key, Assistant.ErrandLimits limits) {
    mistakes.check(
        limits.perSecond() >= 1 && limits.perSecond() <= MAX_PER_SECOND,
        key + ".per-second",
        "must be from 1 to " + MAX_PER_SECOND);
    mistakes.check(
        limits.tries() >= 1 && limits.tries() <= MAX_TRIES,
        key + ".tries",
        "must be from 1 to " + MAX_TRIES);
    mistakes.check(
        isWithin(limits.within(), MAX_WITHIN),
        key + ".within",
        "must be positive and at most P30D");
    mistakes.check(
        isWithin(limits.timeout(), MAX_TIMEOUT),
        key + ".timeout",
        "must be positive and at most PT20S");
  }

  private static boolean isWithin(Duration duration, Duration longest) {
    return duration.isPositive() && duration.compareTo(longest) <= 0;
  }
}
