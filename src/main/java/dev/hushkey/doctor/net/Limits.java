package dev.hushkey.doctor.net;

import java.time.Duration;

/** How long a look at a server may take. Together they stay below the limit of an area. */
public final class Limits {

  /** To open a connection. */
  public static final Duration CONNECT = Duration.ofSeconds(2);

  /** For one answer. */
  public static final Duration ANSWER = Duration.ofSeconds(3);

  private Limits() {}
}
