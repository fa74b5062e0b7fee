package dev.hushkey.seal;

/**
 * A sealed text that nobody can open any more: the version of the key that sealed it was ended, as
 * the key itself says. Unlike an outage, this does not pass.
 */
public final class EndedKeyVersion extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EndedKeyVersion(String key, int version) {
    super("version %d of Transit key %s opens nothing any more".formatted(version, key));
  }
}
