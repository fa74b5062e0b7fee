package dev.hushkey.cli.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.SecretFile;
import dev.hushkey.cli.terminal.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;

/** The person's config file, in <a href="https://toml.io/en/v1.0.0">TOML</a>. */
public final class ProfileFile {

  private static final String NAME = "config.toml";
  private static final Path THIS_PROCESS = Path.of("/proc/self");

  private final Path file;

  private ProfileFile(Path file) {
    this.file = file;
  }

  public static ProfileFile in(Map<String, String> environment) {
    return new ProfileFile(ConfigDirectory.in(environment).resolve(NAME));
  }

  /**
   * The profiles; none when there is no file.
   *
   * @throws CommandFailure when it cannot be read, is not valid, or others may write to it
   */
  public Profiles read() {
    if (!Files.exists(file)) {
      return Profiles.none(file);
    }
    try {
      requireOnlyTheOwnerWrites();
      return parse(file, Files.readString(file));
    } catch (IOException unreadable) {
      throw CommandFailure.usage("Cannot read %s: %s.".formatted(file, SecretFile.why(unreadable)));
    }
  }

  /** Reads the text of a file. */
  static Profiles parse(Path file, String text) {
    try {
      JsonNode content = new TomlMapper().readTree(text);
      return Profiles.read(file, content);
    } catch (JsonProcessingException malformed) {
      throw CommandFailure.usage(
          "%s, line %d: %s."
              .formatted(
                  file,
                  malformed.getLocation() == null ? 1 : malformed.getLocation().getLineNr(),
                  Table.printable(malformed.getOriginalMessage())));
    }
  }

  /** Who writes it chooses where tokens go. OpenSSH asks the same of its own. */
  private void requireOnlyTheOwnerWrites() throws IOException {
    PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
    String me =
        Files.exists(THIS_PROCESS)
            ? Files.getOwner(THIS_PROCESS).getName()
            : System.getProperty("user.name");
    refuse(file, attributes.owner().getName(), me, attributes.permissions());
  }

  /** Fails if anybody but this person or root may write the file. */
  static void refuse(Path file, String owner, String me, Set<PosixFilePermission> permissions) {
    if (!owner.equals(me) && !owner.equals("root")) {
      throw CommandFailure.usage(
          "%s belongs to %s, who could send your log-in elsewhere. Make it yours: chown %s %s"
              .formatted(file, owner, me, file));
    }
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw CommandFailure.usage(
          "Others may write to %s and could send your log-in elsewhere. Run: chmod go-w %s"
              .formatted(file, file));
    }
  }
}
