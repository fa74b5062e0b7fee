package dev.hushkey.guard;

/**
 * Words by which the secrets of examples are known: of those in this repository (a test compares),
 * and of everybody's. None is so short that it occurs in a random secret by chance.
 */
final class ExampleSecrets {

  /** Lower case, letters and digits only. */
  static final String[] WORDS = {
    "changeme",
    "changethis",
    "changeit",
    "replaceme",
    "replacethis",
    "example",
    "placeholder",
    "password",
    "passw0rd",
    "secret",
    "s3cret",
    "hushkey",
    "hunter2",
    "insecure",
    "notforproduction",
    "onlyfor",
    "default",
    "keycloak",
    "postgres",
    "openbao",
    "correcthorse",
    "letmein",
    "qwerty",
    "0123456789",
    "1234567890",
    "abcdefgh"
  };

  private ExampleSecrets() {}
}
