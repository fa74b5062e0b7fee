package dev.hushkey.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {

  private static final String JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";
  private static final String OPAQUE = "q7XhYb3Zk0u1v2w3x4y5z6A7B8C9D0E1F2G3H4I5J6k";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Authorization: Bearer @jwt           | Authorization: Bearer eyJ…[masked]",
        "Authorization: Basic dXNlcjpwYXNz    | Authorization: Basic [masked]",
        "{\"refresh_token\" : \"@opaque\"}    | {\"refresh_token\" : \"q7X…[masked]\"}",
        "{\"code\" : \"ANcode\"}              | {\"code\" : \"[masked]\"}",
        "/callback?code=@opaque&state=s1      | /callback?code=q7X…[masked]&state=[masked]",
        "grant_type=x&code=1.2.3&redirect=y   | grant_type=x&code=[masked]&redirect=y",
        "a11ce000-0000-4000-8000-000000000001 | a11ce000-0000-4000-8000-000000000001",
        "urn:hushkey:problem:refused          | urn:hushkey:problem:refused",
        "http://127.0.0.1:8700/v1/devices     | http://127.0.0.1:8700/v1/devices",
      })
  void secrets_areHiddenAndTheRestStays(String text, String shown) {
    String real = text.replace("@jwt", JWT).replace("@opaque", OPAQUE);
    assertThat(Masking.mask(real)).isEqualTo(shown);
  }
}
