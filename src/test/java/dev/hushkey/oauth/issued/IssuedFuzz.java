package dev.hushkey.oauth.issued;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hushkey.assistant.TestAssistants;
import dev.hushkey.cell.CellMark;
import dev.hushkey.cell.ThisCell;
import dev.hushkey.secret.SecretText;
import dev.hushkey.wire.Issuer;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Optional;

/** Access tokens that come back. */
public final class IssuedFuzz {

  private static final ThisCell CELL = new ThisCell(Optional.of("eu"));
  private static final AccessTokenJwt JWT =
      new AccessTokenJwt(TestAssistants.both(), new Issuer("https://link.example"), CELL);
  private static final PublicKey KEY = key();

  private static PublicKey key() {
    try {
      return KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A bearer token; nothing that we did not sign is ours. */
  public static void accessToken(String input) {
    if (input.isEmpty()) {
      return;
    }
    SecretText token = SecretText.of(input);
    if (CellMark.read(input).isPresent()) {
      assertThat(OpaqueTokens.hasForm(token)).isTrue();
    }
    CELL.elsewhere(token);
    JWT.findCell(token).ifPresent(cell -> assertThat(CellMark.isName(cell)).isTrue());
    JWT.findKeyId(token);
    assertThat(JWT.verify(token, KEY)).isEmpty();
  }

  private IssuedFuzz() {}
}
