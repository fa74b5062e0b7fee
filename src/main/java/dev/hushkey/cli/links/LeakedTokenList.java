package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.secret.TokenName;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Tokens that leaked, one a line, as names: a token is hashed as it is read and never leaves this
 * machine.
 */
record LeakedTokenList(List<LineFile.Line<TokenName>> lines) {

  /** No token of ours looks like this, and a list made by {@code sha256sum} does. */
  private static final Pattern BARE_HASH = Pattern.compile("[0-9a-fA-F]{64}");

  private static final Pattern JWT = Pattern.compile("[\\w-]+\\.([\\w-]+)\\.[\\w-]+");

  /**
   * Reads a file, or {@code -} for standard input; empty lines do not count.
   *
   * @throws CommandFailure when it cannot be read, or is empty or too long
   */
  static LeakedTokenList read(String file, InputStream standardInput) {
    return new LeakedTokenList(
        new LineFile("--leaked-tokens", file).read(standardInput, LeakedTokenList::name));
  }

  /** Those of a saved selector, numbered in its order. */
  static LeakedTokenList ofNames(List<TokenName> names) {
    return new LeakedTokenList(
        IntStream.range(0, names.size())
            .mapToObj(i -> new LineFile.Line<>(i + 1, names.get(i)))
            .toList());
  }

  List<TokenName> names() {
    return lines.stream().map(LineFile.Line::content).toList();
  }

  private static TokenName name(String text) {
    if (BARE_HASH.matcher(text).matches()) {
      return new TokenName.ByHash(TokenHash.fromHex(text));
    }
    return TokenName.looksLike(text)
        ? TokenName.from(text)
        : named(text, TokenHash.of(SecretText.of(text)));
  }

  /** Whoever signed it: of ours we store the id, of assistants' the hash. */
  private static TokenName named(String token, TokenHash hash) {
    return findId(token)
        .<TokenName>map(id -> new TokenName.ByIdAndHash(id, hash))
        .orElseGet(() -> new TokenName.ByHash(hash));
  }

  /** The {@code jti} of a signed token. A forged one would have to name an id of ours. */
  private static Optional<AccessTokenId> findId(String token) {
    Matcher parts = JWT.matcher(token);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      JsonNode claims = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(parts.group(1)));
      return Optional.of(AccessTokenId.from(claims.path("jti").asText()));
    } catch (IOException | IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  /** The line of the token at this position, both from 1. */
  int line(int position) {
    return lines.get(position - 1).number();
  }
}
