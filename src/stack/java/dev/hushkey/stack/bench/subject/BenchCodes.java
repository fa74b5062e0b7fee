package dev.hushkey.stack.bench.subject;

import dev.hushkey.secret.SecretText;
import dev.hushkey.secret.TokenHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Many codes of the assistant {@code alexa}, each of another person with one camera, as the consent
 * page leaves them in the database.
 */
public final class BenchCodes {

  private static final String VERIFIER = "bench-verifier-bench-verifier-bench-verifier";

  private final BenchHushkey hushkey;
  private final String redirectUri;

  public BenchCodes(BenchHushkey hushkey, String redirectUri) {
    this.hushkey = hushkey;
    this.redirectUri = redirectUri;
  }

  /** Makes codes; each is the form that exchanges it. */
  public List<Map<String, String>> issue(int count) throws Exception {
    List<Map<String, String>> forms = new ArrayList<>();
    String challenge = challenge();
    try (Connection connection = hushkey.connect();
        PreparedStatement camera =
            connection.prepareStatement(
                """
                insert into ownership (device_id, user_id, epoch, name, room, changed_at)
                values (?, ?, 1, 'Bench', '', clock_timestamp())
                """);
        PreparedStatement decision =
            connection.prepareStatement(
                """
                insert into user_decision (user_id, assistant, kind, decided_at)
                values (?, 'alexa', 'CONSENTED', '2020-01-01Z')
                """);
        PreparedStatement code =
            connection.prepareStatement(
                """
                insert into authorization_code
                  (code_hash, user_id, assistant, redirect_uri, scope, code_challenge, decided_at,
                   expires_at)
                values (?, ?, 'alexa', ?, 'devices', ?, '2020-01-01Z',
                        clock_timestamp() + interval '1 hour')
                """);
        PreparedStatement ticked =
            connection.prepareStatement(
                """
                insert into authorization_code_device (code_hash, device_id, actions, epoch)
                values (?, ?, array['view'], 1)
                """)) {
      for (int i = 0; i < count; i++) {
        SecretText secret = SecretText.random();
        byte[] hash = TokenHash.of(secret).toBytes();
        String user = "bench-code-" + i;
        add(camera, user, user);
        add(decision, user);
        add(code, hash, user, redirectUri, challenge);
        add(ticked, hash, user);
        forms.add(form(secret));
      }
      camera.executeBatch();
      decision.executeBatch();
      code.executeBatch();
      ticked.executeBatch();
    }
    return forms;
  }

  private static void add(PreparedStatement statement, Object... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    statement.addBatch();
  }

  private Map<String, String> form(SecretText code) {
    return Map.of(
        "grant_type",
        "authorization_code",
        "code",
        code.reveal(),
        "redirect_uri",
        redirectUri,
        "code_verifier",
        VERIFIER);
  }

  private static String challenge() throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }
}
