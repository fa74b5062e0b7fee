package dev.hushkey.doctor.finding;

/**
 * What a check found about one thing.
 *
 * @param text one line
 * @param remedy what to do, with the command or the setting; empty where nothing is to be done
 */
public record Finding(Check check, Status status, String text, String remedy) {

  /** Whether somebody should do something. */
  public boolean isAmiss() {
    return status == Status.WARNING || status == Status.FAILURE;
  }
}
