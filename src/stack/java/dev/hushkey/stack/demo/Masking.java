package dev.hushkey.stack.demo;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Hides what a shoulder surfer or a pasted terminal must not give away: tokens, codes, secrets. */
final class Masking {

  private static final String MASK = "…[masked]";
  private static final int SHOWN = 3;

  /** From this length on a few characters give nothing away. */
  private static final int LONG_ENOUGH = 30;

  /** As long as 256 random bits, longer than any id: shown by its first characters. */
  private static final Pattern LONG = Pattern.compile("[A-Za-z0-9_-]{40,}(\\.[A-Za-z0-9_-]+)*");

  private static final Pattern JWT = Pattern.compile("eyJ[A-Za-z0-9_.-]{8,}");
  private static final Pattern CREDENTIALS =
      Pattern.compile("(?<=Basic |Bearer )[A-Za-z0-9+/=._~-]{4,}");

  /** Codes are short. The names are those of OAuth's parameters and of AcceptGrant. */
  private static final Pattern PARAMETER =
      Pattern.compile("(?<=[?&](?:code|state|code_verifier|password|refresh_token)=)[^&\\s]+");

  private static final Pattern MEMBER = Pattern.compile("(?<=\"(?:code|password)\" ?: ?\")[^\"]+");

  private Masking() {}

  static String mask(String text) {
    String masked = JWT.matcher(text).replaceAll(Masking::start);
    masked = LONG.matcher(masked).replaceAll(Masking::start);
    masked = CREDENTIALS.matcher(masked).replaceAll(Masking::startOfLong);
    masked = PARAMETER.matcher(masked).replaceAll(Masking::startOfLong);
    return MEMBER.matcher(masked).replaceAll(Masking::startOfLong);
  }

  private static String start(MatchResult secret) {
    return secret.group().substring(0, SHOWN) + MASK;
  }

  /** A few characters tell two secrets apart; of a short one they would give away too much. */
  private static String startOfLong(MatchResult secret) {
    if (secret.group().endsWith(MASK)) {
      return secret.group();
    }
    return secret.group().length() < LONG_ENOUGH ? "[masked]" : start(secret);
  }
}
