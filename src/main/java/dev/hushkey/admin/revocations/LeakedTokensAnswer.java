package dev.hushkey.admin.revocations;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.hushkey.identity.AssistantId;
import dev.hushkey.identity.LinkId;
import dev.hushkey.identity.UserId;
import dev.hushkey.revocation.LeakedTokens;
import dev.hushkey.secret.TokenName;
import java.util.List;
import java.util.Locale;

/**
 * Which tokens of a list are ours, in the order of the list. Those that are not are not named: a
 * list may hold other people's tokens.
 *
 * @param live how many of the listed tokens work, or worked until this revocation
 */
@JsonPropertyOrder({"listed", "matched", "live", "matches"})
record LeakedTokensAnswer(int listed, long live, List<Match> matches) {

  /**
   * One of them.
   *
   * @param position in the list, from 1
   * @param token its name, with only the beginning of a hash
   * @param ends whether its link ends for it
   */
  record Match(
      int position,
      String token,
      String kind,
      boolean live,
      boolean ends,
      @JsonUnwrapped Owner owner) {}

  /** Whose it is. */
  record Owner(UserId user, AssistantId assistant, LinkId link) {}

  @JsonProperty("matched")
  int matched() {
    return matches.size();
  }

  static LeakedTokensAnswer of(List<TokenName> listed, List<LeakedTokens.Match> matches) {
    return new LeakedTokensAnswer(
        listed.size(),
        matches.stream().filter(LeakedTokens.Match::live).count(),
        matches.stream().map(match -> match(listed, match)).toList());
  }

  private static Match match(List<TokenName> listed, LeakedTokens.Match match) {
    return new Match(
        match.position() + 1,
        listed.get(match.position()).brief(),
        match.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
        match.live(),
        match.harmful(),
        new Owner(match.link().user(), match.link().assistant(), match.link().link()));
  }
}
