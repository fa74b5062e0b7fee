package dev.hushkey.revocation.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.identity.RevocationId;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  private static Selection read(String json) {
    try {
      return MAPPER.readValue(json.replace('\'', '"'), Selector.class).selection();
    } catch (IOException malformed) {
      throw new IllegalArgumentException(json, malformed);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'everything':true}                                  | every link with every assistant
          {'assistant':'alexa'}                                | every link with alexa
          {'assistant':'alexa','everything':false}             | every link with alexa
          {'user':'ann'}                                       | the links of user ann
          {'user':'ann','assistant':'alexa'}                   | the links of user ann with alexa
          {'listed':{'users':['ann','bea','ann']}}             | the links of 2 listed users (list 32fa74d6094a)
          {'listed':{'users':['ann'],'links':[]}}              | the links of user ann
          {'listed':{'devices':['c1','c2']},'assistant':'alexa'} | 2 listed devices (list a61ce11799a9) in every link with alexa
          {'device':'c1'}                                      | device c1 in every link
          {'device':'c1','user':'ann'}                         | device c1 in the links of user ann
          {'link':'11111111-1111-4111-8111-111111111111'}      | link 11111111-1111-4111-8111-111111111111
          {'listed':{'links':['11111111-1111-4111-8111-111111111111','11111111-1111-4111-8111-111111111112']},'user':'ann'} | 2 listed links (list cf23d73fe7fd) of user ann
          {'everything':true,'where':{'authorized':{'before':'2026-01-01T00:00:00Z'}}} | every link with every assistant, authorized before 2026-01-01T00:00:00Z
          {'assistant':'alexa','where':{'authorized':{'after':'2026-01-01T00:00:00Z','before':'2026-01-02T00:00:00Z'}}} | every link with alexa, authorized at 2026-01-01T00:00:00Z or later and before 2026-01-02T00:00:00Z
          {'assistant':'alexa','where':{'issued':{'after':'2026-01-01T00:00:00Z'},'lastUsed':{'before':'2026-01-02T00:00:00Z'}}} | every link with alexa, with a token issued at 2026-01-01T00:00:00Z or later, last used before 2026-01-02T00:00:00Z
          {'everything':true,'where':{'neverUsed':true,'needsRelink':true,'keyVersion':3,'region':'eu'}} | every link with every assistant, never used, waiting for its user to link again, sealed with version 3 of its Transit key, of region eu
          """)
  void selection_saysWhatEnds(String json, String words) {
    assertThat(read(json).words()).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {}                                            | selector                     | must name everything, or one or more of
          {'everything':false}                          | selector                     | must name everything
          {'where':{'neverUsed':true}}                  | selector                     | conditions alone are not enough
          {'everything':true,'user':'ann'}              | selector                     | names everything and a part of it
          {'everything':true,'assistant':'alexa'}       | selector                     | names everything and a part of it
          {'listed':{}}                                 | selector.listed              | must have one of
          {'assistant':'alexa','listed':{'users':[]}}   | selector.listed              | must have one of
          {'user':'ann','listed':{'users':['bea']}}     | selector.user                | beside a list of its kind
          {'user':'ann','listed':{'leakedTokens':['jti:11111111-1111-4111-8111-111111111111']}} | selector.listed.leakedTokens | stand alone
          {'listed':{'leakedTokens':['jti:11111111-1111-4111-8111-111111111111']},'where':{'neverUsed':true}} | selector.listed.leakedTokens | stand alone
          {'user':'ann','where':{}}                     | selector.where               | has no condition
          {'user':'ann','where':{'neverUsed':false}}    | selector.where               | has no condition
          {'user':'ann','where':{'issued':{}}}          | selector.where.issued        | must have an instant
          {'user':'ann','where':{'keyVersion':0}}       | selector.where.keyVersion    | must be the number
          {'user':'ann','where':{'region':'a b'}}       | selector.where.region        | must be the name
          {'user':'ann','where':{'authorized':{'after':'2026-01-02T00:00:00Z','before':'2026-01-01T00:00:00Z'}}} | selector.where.authorized | nothing is at
          {'user':'ann','where':{'lastUsed':{'after':'2026-01-01T00:00:00Z','before':'2026-01-01T00:00:00Z'}}} | selector.where.lastUsed | nothing is at
          """)
  void selectorThatSelectsNothing_orMoreThanItSays_isRefused(
      String json, String member, String hint) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOfSatisfying(
            FailureException.class,
            refused -> {
              Failure.MalformedRequest malformed = (Failure.MalformedRequest) refused.failure();
              assertThat(malformed.parameter()).isEqualTo(member);
              assertThat(malformed.hint()).contains(hint);
            });
  }

  /** One row, whatever the size: what a scope can say is not looked up. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          {'everything':true,'where':{'authorized':{'before':'2026-01-01T00:00:00Z'}}} | everything
          {'assistant':'a','where':{'authorized':{'before':'2026-01-01T00:00:00Z'}}}   | assistant:a
          {'device':'c','assistant':'a','where':{'authorized':{'before':'2026-01-01T00:00:00Z'}}} | device:c/assistant:a
          {'user':'ann'}                                                               | user:ann
          {'listed':{'users':['ann','bea']},'where':{'authorized':{'before':'2026-01-01T00:00:00Z'}}} | users
          {'assistant':'a','where':{'authorized':{'after':'2026-01-01T00:00:00Z'}}}    | links
          {'link':'11111111-1111-4111-8111-111111111111','assistant':'a'}              | links
          {'device':'c','user':'ann'}                                                  | devices
          """)
  void selection_isTheSimplestThatSaysIt(String json, String kind) {
    Selection selection = read(json);
    assertThat(selection.kind()).isEqualTo(kind);
    assertThat(selection.scope(RevocationId.random()).key()).startsWith(kind);
  }

  @Test
  void before_excludesItsInstant_toTheMicrosecond() {
    Instant instant = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(Window.lastBefore(instant)).isEqualTo("2025-12-31T23:59:59.999999Z");
    assertThat(Window.lastBefore(instant.plusNanos(1))).isEqualTo(instant);
    assertThat(read("{'user':'ann','where':{'authorized':{'before':'2026-01-01T00:00:00Z'}}}").at())
        .isEqualTo(Optional.of(Instant.parse("2025-12-31T23:59:59.999999Z")));
  }
}
