package dev.hushkey.cli.links;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.hushkey.cli.terminal.CommandFailure;
import dev.hushkey.cli.terminal.SecretFile;
import dev.hushkey.cli.terminal.Table;
import dev.hushkey.door.StrictRules;
import dev.hushkey.revocation.selection.Selector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** A selection in a file, in the JSON that the API takes, to be run again. */
final class SelectorFile {

  /** As long as a request with lists may be. */
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final ObjectMapper MAPPER = mapper();

  private SelectorFile() {}

  /** Reads as the server does. */
  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    StrictRules.apply(mapper);
    return mapper;
  }

  /** As a request has it. */
  static ObjectNode json(Selector selector) {
    return MAPPER.valueToTree(selector);
  }

  /**
   * Reads a file, or {@code -} for standard input.
   *
   * @throws CommandFailure when it cannot be read, or is no selector
   */
  static Selector read(String file, InputStream standardInput) {
    try (InputStream in =
        file.equals(LineFile.STANDARD_INPUT)
            ? standardInput
            : Files.newInputStream(Path.of(file))) {
      return read(file, in.readNBytes(MAX_BYTES + 1));
    } catch (IOException | InvalidPathException cannot) {
      throw unreadable(file, "cannot be read: " + SecretFile.why(cannot));
    }
  }

  private static Selector read(String file, byte[] content) {
    if (content.length > MAX_BYTES) {
      throw unreadable(file, "is longer than 4 MB, and no selector is");
    }
    try {
      Selector selector = MAPPER.readValue(content, Selector.class);
      if (selector == null) {
        throw unreadable(file, "is no selector: it says null");
      }
      return selector;
    } catch (JsonProcessingException malformed) {
      throw unreadable(file, "is no selector: " + Table.printable(malformed.getOriginalMessage()));
    } catch (IOException cannot) {
      throw unreadable(file, "is no selector");
    }
  }

  private static CommandFailure unreadable(String file, String why) {
    return CommandFailure.usage("--selector: %s %s.".formatted(Table.printable(file), why));
  }

  /**
   * Writes a new file that only its owner can read: it may name thousands of people.
   *
   * @throws CommandFailure when there is one already, or it cannot be written
   */
  static void write(String file, Selector selector) {
    try {
      byte[] content = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(selector);
      try (var out =
          Channels.newOutputStream(
              Files.newByteChannel(
                  Path.of(file),
                  Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                  PosixFilePermissions.asFileAttribute(
                      PosixFilePermissions.fromString("rw-------"))))) {
        out.write(content);
        out.write('\n');
      }
    } catch (FileAlreadyExistsException exists) {
      throw CommandFailure.usage(
          "--save-selector: %s is there already. Name another file."
              .formatted(Table.printable(file)));
    } catch (IOException | InvalidPathException cannot) {
      throw CommandFailure.usage(
          "--save-selector: cannot write %s: %s."
              .formatted(Table.printable(file), SecretFile.why(cannot)));
    }
  }
}
