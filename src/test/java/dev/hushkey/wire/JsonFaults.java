package dev.hushkey.wire;

import com.fasterxml.jackson.core.JacksonException;
import dev.hushkey.failure.Failure;

/** The answer to JSON that cannot be read, for tests of other rooms. */
public final class JsonFaults {

  private JsonFaults() {}

  public static Failure of(JacksonException thrown) {
    return JsonFault.of(thrown);
  }
}
