package dev.hushkey.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InnerRequestsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "text/html, application/json;q=0.9",
        "application/openmetrics-text;version=1.0.0; charset=utf-8 , text/plain"
      })
  void accept_asProgramsWriteIt_isMediaRanges(String accept) {
    assertThat(InnerRequests.areMediaRanges(accept)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "foo", "text/html,", "text/html;q", "text/html;;q=1", " text/html"})
  void accept_inAnyOtherForm_isNot(String accept) {
    assertThat(InnerRequests.areMediaRanges(accept)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {",a/b", ";a=b", " , a/b ; q=1"})
  void accept_asLongAsAHeaderMayBe_isReadWithoutRecursion(String unit) {
    String accept = "a/b" + unit.repeat(64 * 1024 / unit.length());

    assertThat(InnerRequests.areMediaRanges(accept)).isTrue();
    assertThat(InnerRequests.areMediaRanges(accept + "!")).isFalse();
  }

  @Test
  void accept_ofBlanksOnly_isReadInLinearTime() {
    assertThat(InnerRequests.areMediaRanges("a/b" + " ".repeat(64 * 1024))).isFalse();
  }
}
