package dev.hushkey.cli.links;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hushkey.cli.session.Json;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.identity.AccessTokenId;
import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import dev.hushkey.secret.TokenName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tokens that leaked, one a line, as names: a token is hashed as it is read and never leaves this
 * machine.
 */
record LeakedTokenList(List<Line> lines) {

  /** As many as the API takes at once. */
  static final int MAX = 50_000;

  private static final String STANDARD_INPUT = "-";

  /** No token of ours looks like this, and a list made by {@code sha256sum} does. */
  private static final Pattern BARE_HASH = Pattern.compile("[0-9a-fA-F]{64}");

  private static final Pattern JWT = Pattern.compile("[\\w-]+\\.([\\w-]+)\\.[\\w-]+");

  /** One token and where it stands, from 1. */
  record Line(int number, TokenName token) {}

  /**
   * Reads a file, or {@code -} for standard input; empty lines do not count.
   *
   * @throws CommandFailure when it cannot be read, or is empty or too long
   */
  static LeakedTokenList read(String file, InputStream standardInput) {
    try (InputStream in =
        file.equals(STANDARD_INPUT) ? standardInput : Files.newInputStream(Path.of(file))) {
      return read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException | InvalidPathException cannot) {
      throw CommandFailure.usage(
          "--leaked-tokens: cannot read %s (%s)."
              .formatted(Table.printable(file), cannot.getClass().getSimpleName()));
    }
  }

  private static LeakedTokenList read(BufferedReader reader) throws IOException {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String text = reader.readLine(); text != null; text = reader.readLine()) {
      number++;
      String token = text.replace("\uFEFF", "").strip();
      if (!token.isEmpty()) {
        lines.add(new Line(number, name(number, token)));
      }
      if (lines.size() > MAX) {
        throw CommandFailure.usage(
            "--leaked-tokens takes %,d tokens at once. Split the file (split -l %d FILE) and revoke"
                    .formatted(MAX, MAX)
                + " each part.");
      }
    }
    if (lines.isEmpty()) {
      throw CommandFailure.usage("--leaked-tokens: there is no token in it.");
    }
    return new LeakedTokenList(List.copyOf(lines));
  }

  private static TokenName name(int number, String text) {
    if (BARE_HASH.matcher(text).matches()) {
      return new TokenName.ByHash(TokenHash.fromHex(text));
    }
    if (!TokenName.looksLike(text)) {
      return findId(text)
          .<TokenName>map(TokenName.ById::new)
          .orElseGet(() -> new TokenName.ByHash(TokenHash.of(SecretText.of(text))));
    }
    try {
      return TokenName.from(text);
    } catch (IllegalArgumentException malformed) {
      throw CommandFailure.usage(
          "--leaked-tokens, line %d: %s.".formatted(number, malformed.getMessage()));
    }
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
