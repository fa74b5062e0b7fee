package dev.hushkey.doctor.service;

/** Health, metrics and the API document: for the inside only. */
final class InnerPaths {

  private static final int FIRST_REFUSAL = 400;
  private static final int UNAVAILABLE = 503;

  private InnerPaths() {}

  /**
   * Whether an answer comes from what should not be there; a replica that is not ready says 503.
   */
  static boolean isOpen(int status) {
    return status < FIRST_REFUSAL || status == UNAVAILABLE;
  }
}
