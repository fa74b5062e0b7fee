package dev.hushkey.testing;

/** The people of the realm {@code hushkey}, with the ids that Keycloak gives them. */
public final class People {

  public static final String ALICE = "a11ce000-0000-4000-8000-000000000001";
  public static final String BOB = "b0b00000-0000-4000-8000-000000000002";
  public static final String CAROL = "ca201000-0000-4000-8000-000000000003";

  private People() {}
}
