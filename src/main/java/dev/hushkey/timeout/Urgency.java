package dev.hushkey.timeout;

import dev.hushkey.wire.Audience;
import java.util.List;

/** How much of the room under {@link Admission} a request may take. */
enum Urgency {

  /** What ends or refuses access: it must get through when nothing else does. */
  SAFETY(100),

  /** What assistants and cameras wait for. */
  SERVICE(80),

  /** What people can open again in a minute. */
  PAGE(50);

  private static final int PERCENT = 100;

  private static final List<String> SAFETY_ADDRESSES =
      List.of(
          "/v1/revocations",
          "/v1/erasures",
          "/v1/signing-keys",
          "/v1/transit-keys",
          "/v1/devices",
          "/v1/checks",
          "/oauth2/revoke");

  private final int percent;

  Urgency(int percent) {
    this.percent = percent;
  }

  /** By the address alone: nobody is authenticated yet. */
  static Urgency of(String path) {
    if (path == null) {
      return SERVICE;
    }
    if (SAFETY_ADDRESSES.stream().anyMatch(path::startsWith)) {
      return SAFETY;
    }
    return Audience.of(path).isPage() ? PAGE : SERVICE;
  }

  /** How many requests may be under way when one of these comes in, itself included. */
  int shareOf(int most) {
    return Math.max(1, most * percent / PERCENT);
  }
}
