package dev.hushkey.stack.process;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The passwords and keys of one stack: random, made at first use, kept in files of the state
 * directory.
 */
public final class StackSecrets {
  private static final int SECRET_BYTES = 32;

  /** Short enough to type, still random: these people exist on this machine only. */
  private static final int PASSWORD_BYTES = 9;

  private final StateDirectory state;
  private final SecureRandom random = new SecureRandom();

  public StackSecrets(StateDirectory state) {
    this.state = state;
  }

  /** The secret of this name: 256 random bits, base64url. */
  public String secret(String name) {
    return keep(name, SECRET_BYTES, Base64.getUrlEncoder().withoutPadding());
  }

  /** The password of a demo user. */
  public String password(String user) {
    return keep(user + "-password", PASSWORD_BYTES, Base64.getUrlEncoder().withoutPadding());
  }

  /** The file with 256 random bits in standard base64, as keys are written. */
  public Path keyFile(String name) {
    keep(name, SECRET_BYTES, Base64.getEncoder());
    return state.secret(name);
  }

  /** The file that holds {@link #secret}. */
  public Path secretFile(String name) {
    secret(name);
    return state.secret(name);
  }

  private synchronized String keep(String name, int bytes, Base64.Encoder encoder) {
    return StateDirectory.read(state.secret(name)).orElseGet(() -> make(name, bytes, encoder));
  }

  private String make(String name, int bytes, Base64.Encoder encoder) {
    byte[] fresh = new byte[bytes];
    random.nextBytes(fresh);
    String value = encoder.encodeToString(fresh);
    StateDirectory.writePrivately(state.secret(name), value);
    return value;
  }
}
