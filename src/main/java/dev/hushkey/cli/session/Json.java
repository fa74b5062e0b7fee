package dev.hushkey.cli.session;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads and writes JSON as it is. */
public final class Json {

  public static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}
}
