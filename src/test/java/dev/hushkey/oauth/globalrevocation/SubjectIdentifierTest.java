package dev.hushkey.oauth.globalrevocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.UserId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectIdentifierTest {

  private static SubjectIdentifier read(String json) throws JsonProcessingException {
    return SubjectIdentifier.read(new ObjectMapper().readTree(json.replace('\'', '"')));
  }

  @Test
  void formatsThatCanNameAUserHere_areRead() throws JsonProcessingException {
    assertThat(read("{'format':'iss_sub','iss':'https://login.example','sub':'alice'}"))
        .isEqualTo(
            new SubjectIdentifier(Optional.of("https://login.example"), new UserId("alice")));
    assertThat(read("{'format':'opaque','id':'alice'}"))
        .isEqualTo(new SubjectIdentifier(Optional.empty(), new UserId("alice")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'alice'                                            | sub_id",
        "null                                               | sub_id",
        "{'id':'alice'}                                     | sub_id.format",
        "{'format':'email','email':'alice@example.com'}     | sub_id.format",
        "{'format':'account','uri':'acct:alice@example.com'} | sub_id.format",
        "{'format':'phone_number','phone_number':'+491'}    | sub_id.format",
        "{'format':'did','url':'did:example:1'}             | sub_id.format",
        "{'format':'uri','uri':'urn:alice'}                 | sub_id.format",
        "{'format':'aliases','identifiers':[{'format':'opaque','id':'alice'}]} | sub_id.format",
        "{'format':'OPAQUE','id':'alice'}                   | sub_id.format",
        "{'format':'opaque'}                                | sub_id.id",
        "{'format':'opaque','id':''}                        | sub_id.id",
        "{'format':'opaque','id':' alice'}                  | sub_id.id",
        "{'format':'opaque','id':['alice']}                 | sub_id.id",
        "{'format':'opaque','id':'alice','sub':'bob'}       | sub_id",
        "{'format':'iss_sub','sub':'alice'}                 | sub_id.iss",
        "{'format':'iss_sub','iss':'https://login.example'} | sub_id.sub",
      })
  void everythingElse_isMalformed_andTheMemberIsNamed(String json, String parameter) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            FailureException.class,
            refused ->
                assertThat(refused.failure())
                    .isInstanceOfSatisfying(
                        Failure.MalformedRequest.class,
                        malformed -> assertThat(malformed.parameter()).isEqualTo(parameter)));
  }
}
