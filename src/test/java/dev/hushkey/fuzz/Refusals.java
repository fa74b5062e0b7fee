package dev.hushkey.fuzz;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import dev.hushkey.door.StrictJson;
import dev.hushkey.failure.Failure;
import dev.hushkey.failure.FailureException;
import dev.hushkey.wire.JsonFaults;
import java.util.Optional;
import java.util.concurrent.Callable;

/** How readers may refuse an input: as the sender's fault, and never as an outage or a bug. */
public final class Refusals {

  private static final ObjectMapper JSON = mapper();

  private Refusals() {}

  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        JsonMapper.builder()
            .addModule(new ParameterNamesModule())
            .addModule(new JavaTimeModule())
            .build();
    new StrictJson().customize(mapper);
    return mapper;
  }

  /** What was read; empty when it was refused by a failure that is the sender's. */
  public static <T> Optional<T> read(Callable<T> reader) {
    try {
      return Optional.of(reader.call());
    } catch (FailureException refused) {
      requireOfSender(refused.failure());
      return Optional.empty();
    } catch (RuntimeException bug) {
      throw bug;
    } catch (Exception checked) {
      throw new AssertionError(checked);
    }
  }

  /** The same for what refuses by an {@link IllegalArgumentException} whose message is shown. */
  public static <T> Optional<T> readOwn(Callable<T> reader) {
    try {
      return read(reader);
    } catch (IllegalArgumentException refused) {
      if (refused.getClass() != IllegalArgumentException.class || refused.getMessage() == null) {
        throw refused;
      }
      return Optional.empty();
    }
  }

  /** A JSON body as our doors read it; empty when it is not of the type. */
  public static <T> Optional<T> body(String text, Class<T> type) {
    try {
      return Optional.ofNullable(JSON.readValue(text, type));
    } catch (JacksonException refused) {
      Failure failure = JsonFaults.of(refused);
      requireOfSender(failure);
      return Optional.empty();
    }
  }

  private static void requireOfSender(Failure failure) {
    switch (failure) {
      case Failure.Unavailable _, Failure.Overloaded _, Failure.Overdue _, Failure.SealBroken _ ->
          throw new AssertionError("an input is taken for an outage: " + failure);
      default -> {}
    }
  }
}
