package dev.hushkey.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hushkey.cli.profile.Server;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.secret.AccessToken;
import dev.hushkey.secret.RefreshToken;
import dev.hushkey.secret.SecretText;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionStoreTest {

  private static final Server HERE = Server.from("http://127.0.0.1:8700");
  private static final Server THERE = Server.from("https://hushkey.example");

  @TempDir Path home;

  private SessionStore store;

  @BeforeEach
  void open() {
    store = SessionStore.in(Map.of("XDG_CONFIG_HOME", home.resolve("config").toString()));
  }

  @Test
  void session_isReadBackAsItWas() {
    Session session = session(HERE, "token-here", Optional.of("refresh-here"));
    store.logIn(session);
    assertThat(store.find(HERE)).contains(session);
    assertThat(store.last()).contains(HERE);
  }

  @Test
  void sessions_ofTwoServers_areKeptApart() {
    store.logIn(session(HERE, "token-here", Optional.empty()));
    store.logIn(session(THERE, "token-there", Optional.empty()));
    assertThat(store.find(HERE)).contains(session(HERE, "token-here", Optional.empty()));
    store.forget(THERE);
    assertThat(store.find(THERE)).isEmpty();
    assertThat(store.last()).isEmpty();
    assertThat(store.find(HERE)).isPresent();
  }

  @Test
  void renewal_doesNotChangeWhichServerIsMeant() {
    store.logIn(session(HERE, "token-here", Optional.empty()));
    store.logIn(session(THERE, "token-there", Optional.empty()));
    store.replace(session(HERE, "renewed", Optional.empty()));
    assertThat(store.last()).contains(THERE);
    assertThat(store.find(HERE)).contains(session(HERE, "renewed", Optional.empty()));
  }

  @Test
  void file_isForItsOwnerOnly() throws IOException {
    store.logIn(session(HERE, "token-here", Optional.empty()));
    assertThat(permissions(store.file())).isEqualTo("rw-------");
    assertThat(permissions(store.file().getParent())).isEqualTo("rwx------");
  }

  @Test
  void file_thatWasOpenToOthers_isClosedByTheNextWrite() throws IOException {
    store.logIn(session(HERE, "token-here", Optional.empty()));
    Files.setPosixFilePermissions(store.file(), PosixFilePermissions.fromString("rw-r--r--"));
    store.replace(session(HERE, "renewed", Optional.empty()));
    assertThat(permissions(store.file())).isEqualTo("rw-------");
  }

  @Test
  void writing_leavesNoDraftBehind() throws IOException {
    store.logIn(session(HERE, "token-here", Optional.empty()));
    try (var files = Files.list(store.file().getParent())) {
      assertThat(files).containsExactly(store.file());
    }
  }

  @Test
  void damagedFile_isNamedAndNeverQuoted() throws IOException {
    store.logIn(session(HERE, "token-here", Optional.empty()));
    Files.writeString(store.file(), "{\"accessToken\": token-here");
    assertThatThrownBy(() -> store.find(HERE))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining(store.file().toString())
        .hasMessageNotContaining("token-here")
        .hasNoCause();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Session session(Server server, String token, Optional<String> refresh) {
    return new Session(
        server,
        URI.create("http://127.0.0.1:8701/realms/hushkey"),
        "hushkey-cli",
        new AccessToken(SecretText.of(token), Instant.parse("2026-01-01T00:00:00Z")),
        refresh.map(text -> new RefreshToken(SecretText.of(text))));
  }
}
