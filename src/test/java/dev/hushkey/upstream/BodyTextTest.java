package dev.hushkey.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTextTest {

  private static final int LIMIT = 64 * 1024;
  private static final String TEXT = "{\"access_token\":\"a\"}";
  private static final byte[] PLAIN = TEXT.getBytes(StandardCharsets.UTF_8);

  @Test
  void plainBody_isRead() {
    assertThat(text(PLAIN)).isEqualTo(TEXT);
    assertThat(text(PLAIN, "identity")).isEqualTo(TEXT);
    assertThat(text(new byte[0], "gzip")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "x-gzip", "identity, gzip"})
  void gzip_isRead(String coding) {
    assertThat(text(gzip(PLAIN), coding)).isEqualTo(TEXT);
  }

  @Test
  void deflate_isRead_withAndWithoutItsWrapper() {
    assertThat(text(deflate(PLAIN, false), "deflate")).isEqualTo(TEXT);
    assertThat(text(deflate(PLAIN, true), "deflate")).isEqualTo(TEXT);
  }

  @Test
  void twoCodings_areUndoneInReverse() {
    byte[] body = gzip(deflate(PLAIN, false));
    assertThat(text(body, "deflate, gzip")).isEqualTo(TEXT);
    assertThat(BodyText.of(body, List.of("deflate", "gzip"), Optional.empty(), LIMIT))
        .isEqualTo(TEXT);
  }

  @Test
  void bomb_isRefused() {
    byte[] bomb = gzip(new byte[100 * 1024 * 1024]);
    assertThatThrownBy(() -> text(bomb, "gzip")).isInstanceOf(BoundedBody.TooLarge.class);
    assertThatThrownBy(() -> text(gzip(bomb), "gzip, gzip"))
        .isInstanceOf(BoundedBody.TooLarge.class);
    assertThat(text(gzip(new byte[LIMIT]), "gzip")).hasSize(LIMIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "gzip, gzip, gzip"})
  void unknownCoding_isUnreadable(String coding) {
    assertThatThrownBy(() -> text(gzip(PLAIN), coding)).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void damagedCoding_isUnreadable() {
    assertThatThrownBy(() -> text(PLAIN, "gzip")).isInstanceOf(UncheckedIOException.class);
    byte[] cut = java.util.Arrays.copyOf(gzip(PLAIN), 20);
    assertThatThrownBy(() -> text(cut, "gzip")).isInstanceOf(UncheckedIOException.class);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "application/json",
        "application/json;charset=UTF-8",
        "application/json; charset=\"utf-8\"",
        "application/json;charset='utf-8'",
        "application/json;charset=nonsense",
        "application/json;charset=",
        "text/html; charset=iso-8859-1",
      })
  void asciiIsReadWhateverTheCharset(String type) {
    assertThat(BodyText.of(PLAIN, List.of(), Optional.ofNullable(type), LIMIT)).isEqualTo(TEXT);
  }

  @Test
  void byteOrderMark_isNoPartOfTheText() {
    assertThat(text(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_8))).isEqualTo(TEXT);
    assertThat(text(TEXT.getBytes(StandardCharsets.UTF_16))).isEqualTo(TEXT);
    assertThat(text(("\uFEFF" + TEXT).getBytes(StandardCharsets.UTF_16LE))).isEqualTo(TEXT);
  }

  @Test
  void declaredCharset_isUsed() {
    byte[] body = "{\"x\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
    String type = "application/json;charset=ISO-8859-1";
    assertThat(BodyText.of(body, List.of(), Optional.of(type), LIMIT)).contains("é");
  }

  private static String text(byte[] body, String... codings) {
    return BodyText.of(body, List.of(codings), Optional.empty(), LIMIT);
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream coding = new GZIPOutputStream(bytes)) {
      coding.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] deflate(byte[] plain, boolean raw) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, raw);
    try (OutputStream coding = new DeflaterOutputStream(bytes, deflater)) {
      coding.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
