package dev.hushkey.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnablementReaderTest {

  private static final URI NA = URI.create("https://api.amazonalexa.com");
  private static final URI EU = URI.create("https://api.eu.amazonalexa.com");
  private static final List<URI> OURS = List.of(NA, EU);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "201 | {\"accountLink\":{\"status\":\"LINKED\"},\"status\":\"ENABLED\"}",
        "201 | {}",
        "201 | ",
        "200 | <html>"
      })
  void success_isEnabled(int status, String body) {
    assertThat(EnablementReader.read(status, body == null ? "" : body))
        .contains(new EnablementAnswer.Enabled());
  }

  @Test
  void successWithoutALink_isARefusal() {
    assertThat(EnablementReader.read(201, "{\"accountLink\":{\"status\":\"NOT_LINKED\"}}"))
        .contains(new EnablementAnswer.Refused(0));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 409, 499})
  void clientError_isARefusal(int status) {
    assertThat(EnablementReader.read(status, "")).contains(new EnablementAnswer.Refused(status));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 307, 408, 429, 500, 502, 503, 504})
  void allElse_decidesNothing(int status) {
    assertThat(EnablementReader.read(status, "")).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"endpoints\":[\"api.eu.amazonalexa.com\"]}",
        "{\"endpoints\":[\"https://api.eu.amazonalexa.com\"]}",
        "{\"endpoints\":[\"https://api.eu.amazonalexa.com/\",\"api.eu.amazonalexa.com\"]}"
      })
  void endpoint_isFoundByItsHost(String body) {
    assertThat(home(200, body)).isEqualTo(new EnablementReader.Home.At(List.of(EU)));
  }

  @Test
  void severalEndpoints_keepTheOrderOfTheAnswer() {
    String body = "{\"endpoints\":[\"api.eu.amazonalexa.com\",\"api.amazonalexa.com\"]}";
    assertThat(home(200, body)).isEqualTo(new EnablementReader.Home.At(List.of(EU, NA)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"endpoints\":7}",
        "{\"endpoints\":[\"evil.example\"]}",
        "{\"endpoints\":[\"api.amazonalexa.com.evil.example\"]}",
        "{\"endpoints\":[\"evil.example/api.amazonalexa.com\"]}",
        "{\"endpoints\":[\"user@api.amazonalexa.com\"]}",
        "{\"endpoints\":[\"api.amazonalexa.com:444\"]}"
      })
  void hostsThatAreNotOurs_areNotKnown(String body) {
    assertThat(home(200, body)).isEqualTo(new EnablementReader.Home.Unknown());
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void tokenNotAccepted_isARefusal_andNoRegionIsTried(int status) {
    assertThat(home(status, "{}"))
        .isEqualTo(new EnablementReader.Home.Refused(new EnablementAnswer.Refused(status)));
  }

  @Test
  void questionThatAmazonDoesNotKnow_leavesTheRegionUnknown() {
    assertThat(home(404, "{}")).isEqualTo(new EnablementReader.Home.Unknown());
  }

  @Test
  void silence_isAway() {
    assertThat(home(503, "")).isEqualTo(new EnablementReader.Home.Away());
  }

  private static EnablementReader.Home home(int status, String body) {
    return EnablementReader.home(status, body, OURS);
  }
}
