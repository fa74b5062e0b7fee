package dev.hushkey.seal.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.rest.RestResponse;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaultFaultTest {

  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          307 |                                                          | AWAY
          400 | cipher: message authentication failed                    | CIPHERTEXT_REFUSED
          400 | invalid ciphertext: no prefix                            | CIPHERTEXT_REFUSED
          400 | invalid ciphertext: could not decode base64              | CIPHERTEXT_REFUSED
          400 | invalid ciphertext length                                | CIPHERTEXT_REFUSED
          400 | invalid ciphertext: version is too new                   | REQUEST_REFUSED
          400 | ciphertext or signature version is disallowed by policy (too old) | VERSION_ENDED
          400 | missing 'context' for key derivation                     | REQUEST_REFUSED
          400 | encryption key not found                                 | KEY_MISSING
          403 | permission denied                                        | FORBIDDEN
          404 |                                                          | KEY_MISSING
          412 |                                                          | AWAY
          429 | request path is over its quota                           | AWAY
          472 |                                                          | AWAY
          473 |                                                          | AWAY
          500 | local node not active but active cluster node not found  | AWAY
          502 |                                                          | AWAY
          503 | Vault is sealed                                          | AWAY
          """)
  void of_answer_isOfThisKind(int status, String error, VaultFault.Kind kind) {
    byte[] body = ("{\"errors\":[\"" + error + "\"]}").getBytes(UTF_8);

    assertThat(VaultFault.of(new RestResponse(status, "application/json", body)).kind())
        .isEqualTo(kind);
    assertThat(VaultFault.of(new VaultException(new String(body, UTF_8), status)).kind())
        .isEqualTo(kind);
  }

  @Test
  void of_noAnswer_isAwayAndNamesTheCause() {
    assertThat(VaultFault.of(new VaultException(new ConnectException("refused"))))
        .hasMessage("no answer: ConnectException")
        .extracting(VaultFault::kind)
        .isEqualTo(VaultFault.Kind.AWAY);
    assertThat(VaultFault.of(new VaultException(new HttpTimeoutException("late"))).kind())
        .isEqualTo(VaultFault.Kind.AWAY);
  }

  @Test
  void of_answerThatQuotesASecret_doesNotRepeatIt() {
    VaultFault fault = VaultFault.of(new VaultException("Response body: hunter2", 502));

    assertThat(fault).hasNoCause();
    assertThat(fault.getMessage()).doesNotContain("hunter2");
  }
}
