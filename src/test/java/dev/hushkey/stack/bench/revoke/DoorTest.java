package dev.hushkey.stack.bench.revoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.hushkey.stack.bench.client.Exchange.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DoorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          HAND_OUT      | 200 | {"handouts":[{"accessToken":"t"}]}                       | ACCEPTED
          HAND_OUT      | 403 | {"reason":"link-revoked"}                                | REFUSED
          HAND_OUT      | 403 | {"reason":"not-linked"}                                  | REFUSED
          HAND_OUTS     | 200 | {"results":[{"status":200,"answer":{"handouts":[{}]}}]}  | ACCEPTED
          HAND_OUTS     | 200 | {"results":[{"status":403,"problem":{"reason":"link-revoked"}}]} | REFUSED
          HAND_OUTS     | 200 | {"results":[{"status":403,"problem":{"reason":"link-revoked"}},{"status":200,"answer":{"handouts":[{}]}}]} | ACCEPTED
          HAND_OUTS     | 200 | {"results":[{"status":403,"problem":{"reason":"link-revoked"}},{"status":503,"problem":{}}]} | UNDECIDED
          CHECK         | 200 | {"allowed":true}                                         | ACCEPTED
          CHECK         | 200 | {"allowed":false,"reason":"link-revoked"}                | REFUSED
          CHECKS        | 200 | {"results":[{"status":200,"answer":{"allowed":true}}]}   | ACCEPTED
          CHECKS        | 200 | {"results":[{"status":200,"answer":{"allowed":false,"reason":"link-revoked"}}]} | REFUSED
          INTROSPECTION | 200 | {"active":true}                                          | ACCEPTED
          INTROSPECTION | 200 | {"active":false}                                         | REFUSED
          REFRESH       | 200 | {"access_token":"t"}                                     | ACCEPTED
          REFRESH       | 400 | {"error":"invalid_grant"}                                | REFUSED
          EXCHANGE      | 200 | {"access_token":"t"}                                     | ACCEPTED
          EXCHANGE      | 400 | {"error":"invalid_request","error_description":"subject_token: link-revoked"} | REFUSED
          CODE          | 200 | {"access_token":"t"}                                     | ACCEPTED
          CODE          | 400 | {"error":"invalid_grant"}                                | REFUSED
          """)
  void answers_areRead(Door door, int status, String body, Verdict verdict)
      throws JsonProcessingException {
    assertThat(door.read(new Reply(status, body))).isEqualTo(verdict);
  }

  @ParameterizedTest
  @EnumSource(Door.class)
  void outage_decidesNothing(Door door) throws JsonProcessingException {
    assertThat(door.read(new Reply(503, "{}"))).isEqualTo(Verdict.UNDECIDED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          HAND_OUT      | 403 | {"reason":"device-not-granted"}
          HAND_OUT      | 200 | {"handouts":[]}
          HAND_OUTS     | 200 | {"results":[]}
          CHECK         | 200 | {"allowed":false,"reason":"device-not-granted"}
          INTROSPECTION | 200 | {}
          REFRESH       | 400 | {"error":"invalid_request"}
          EXCHANGE      | 400 | {"error":"access_denied"}
          EXCHANGE      | 400 | {"error":"invalid_request","error_description":"audience"}
          CODE          | 401 | {"error":"invalid_client"}
          CHECK         | 500 | {}
          """)
  void otherRefusals_areNotTakenForARevocation(Door door, int status, String body) {
    assertThatThrownBy(() -> door.read(new Reply(status, body)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("unexpected answer with status " + status);
  }

  @Test
  void unexpectedAnswer_isNotRepeated() {
    assertThatThrownBy(
            () -> Door.REFRESH.read(new Reply(200, "{\"refresh_token\":\"the-secret\"}")))
        .hasMessageNotContaining("the-secret");
  }
}
