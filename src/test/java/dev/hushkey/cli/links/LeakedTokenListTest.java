package dev.hushkey.cli.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.revocation.selection.Selection;
import dev.hushkey.testing.TokenNames;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeakedTokenListTest {

  private static final String HASH_OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  private static final String ID = "0c9f3c1e-3a43-4c1c-8a50-6a1f4a0b7d21";

  private static LeakedTokenList read(String text) {
    return LeakedTokenList.read(
        "-", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> names(String text) {
    return read(text).lines().stream().map(line -> line.content().written()).toList();
  }

  private static String jwt(String claims) {
    String body =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    return "eyJhbGciOiJFUzI1NiJ9." + body + ".c2lnbmF0dXJl";
  }

  @Test
  void tokens_areHashed_andHashesAreKept() {
    assertThat(
            names(
                "abc\nsha256:%s\n%s\n"
                    .formatted(HASH_OF_ABC, HASH_OF_ABC.toUpperCase(java.util.Locale.ROOT))))
        .containsOnly("sha256:" + HASH_OF_ABC)
        .hasSize(3);
  }

  @Test
  void signedTokens_areNamedByIdAndHash_andOthersThatLookSoByTheirHash() {
    String token = jwt("{\"jti\":\"" + ID + "\"}");
    String both = "jti:" + ID + "," + TokenNames.hash(token).written();
    assertThat(names(token + "\njti:" + ID + "\n" + both)).containsExactly(both, "jti:" + ID, both);
    assertThat(names(jwt("{\"jti\":\"x\"}") + "\n" + jwt("{}") + "\n" + jwt("no JSON") + "\na.b.c"))
        .hasSize(4)
        .allMatch(name -> name.startsWith("sha256:"));
  }

  @Test
  void emptyLines_doNotCount_butKeepTheNumbersOfTheOthers() {
    LeakedTokenList list = read("\uFEFFabc\r\n\r\n  \n abc \n");
    assertThat(list.lines()).extracting(LineFile.Line::number).containsExactly(1, 4);
    assertThat(list.lines().getFirst().content()).isEqualTo(list.lines().getLast().content());
    assertThat(list.line(2)).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sha256:secret", "jti:secret", "sha256:", "jti:", "jti:" + ID + ",sha256:secret"})
  void malformedName_isUsage_andNamesTheLineAndNotTheText(String name) {
    assertThatThrownBy(() -> read("abc\n" + name))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("line 2")
        .hasMessageNotContaining("secret");
  }

  @Test
  void listThatIsEmpty_orTooLong_orAway_isUsage() {
    assertThatThrownBy(() -> read("\n \n")).hasMessageContaining("there is nothing in it");
    assertThatThrownBy(() -> read("abc\n".repeat(LineFile.MAX + 1)))
        .hasMessageContaining("split -l 50000");
    assertThat(read("abc\n".repeat(LineFile.MAX)).lines()).hasSize(Selection.MAX);
    assertThatThrownBy(
            () -> LeakedTokenList.read("no such file", new ByteArrayInputStream(new byte[0])))
        .hasMessageContaining("cannot read");
    assertThatThrownBy(() -> LeakedTokenList.read("\0", new ByteArrayInputStream(new byte[0])))
        .isInstanceOf(CommandFailure.class);
  }

  /** Else each line is the hash of something else, and no token is found. */
  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
  void listInAnotherEncoding_isUsage(String charset) {
    byte[] list = "abc\r\ndef\r\n".getBytes(Charset.forName(charset));

    assertThatThrownBy(() -> LeakedTokenList.read("-", new ByteArrayInputStream(list)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void linesThatEndInAnotherWay_areUsage() {
    assertThatThrownBy(() -> read("abc\rdef\r"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("line 1: has a control character");
  }

  @Test
  void fileThatIsNone_saysWhatItIs(@TempDir Path directory) {
    assertThatThrownBy(
            () -> LeakedTokenList.read(directory.toString(), InputStream.nullInputStream()))
        .isInstanceOf(CommandFailure.class)
        .hasMessageEndingWith("it is a directory.");
    assertThatThrownBy(
            () ->
                LeakedTokenList.read(
                    directory.resolve("away").toString(), InputStream.nullInputStream()))
        .hasMessageEndingWith("there is no such file.");
    assertThatThrownBy(() -> LeakedTokenList.read("/dev/null", InputStream.nullInputStream()))
        .hasMessageEndingWith("there is nothing in it.");
  }

  /** A file that is no list may have no line feed in gigabytes. */
  @Test
  void lineWithoutEnd_isUsage_andIsNotRead() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'a';
          }
        };
    assertThatThrownBy(() -> LeakedTokenList.read("-", endless))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("line 1")
        .hasMessageContaining("16,384");
    assertThat(read("a".repeat(LineFile.MAX_LINE - 1) + "\r\nb").lines())
        .extracting(LineFile.Line::number)
        .containsExactly(1, 2);
  }
}
