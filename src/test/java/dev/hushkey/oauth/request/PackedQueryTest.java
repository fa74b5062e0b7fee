package dev.hushkey.oauth.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedQueryTest {

  /** What encrypting and base64 leave of a cookie's 4096 bytes for the address in it. */
  private static final int ROOM_IN_A_COOKIE = 2700;

  @Test
  void shortQuery_staysReadable() {
    assertThat(PackedQuery.shorten("client_id=a&state=b")).isEqualTo("client_id=a&state=b");
  }

  @Test
  void longestState_ofTheWorstCharacters_fitsIntoACookie_andComesBack() {
    String state =
        new Random(1)
            .ints(1536, 0x20, 0x7f)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    String query =
        Query.of(Map.of("state", state, "redirect_uri", "https://x.example/" + "a/".repeat(240)));
    assertThat(query.length()).isGreaterThan(ROOM_IN_A_COOKIE);

    String packed = PackedQuery.shorten(query);

    assertThat(packed.length()).isLessThan(ROOM_IN_A_COOKIE);
    assertThat(PackedQuery.unpack(Query.parse(packed)).orElseThrow().require("state", 1536))
        .isEqualTo(state);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "%", "AAAA", "_____", "ü"})
  void packedByNobody_isNothing(String value) {
    assertThat(unpack(value)).isEmpty();
  }

  @Test
  void packedPairsThatAreNone_areNothing() throws IOException {
    assertThat(unpack(pack("state"))).isEmpty();
    assertThat(unpack(pack("state=%zz"))).isEmpty();
  }

  @Test
  void bomb_isNotUnpacked() throws IOException {
    assertThat(unpack(pack("state=" + "a".repeat(1_000_000)))).isEmpty();
  }

  @Test
  void packedTwice_isNothing() {
    RequestParameters twice =
        new RequestParameters(Map.of(PackedQuery.PARAMETER, List.of("AAAA", "AAAA")));
    assertThat(PackedQuery.unpack(twice)).isEmpty();
  }

  private static java.util.Optional<RequestParameters> unpack(String value) {
    return PackedQuery.unpack(new RequestParameters(Map.of(PackedQuery.PARAMETER, List.of(value))));
  }

  private static String pack(String query) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(bytes, new Deflater(Deflater.DEFAULT_COMPRESSION, true))) {
      out.write(query.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }
}
