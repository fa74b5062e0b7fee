package dev.hushkey.caller;

import static org.assertj.core.api.Assertions.assertThat;

/** Tokens and proofs of internal callers. */
public final class CallerFuzz {

  /** A proof of RFC 9449. */
  public static void dpopProof(String input) {
    DpopProof.parse(input)
        .ifPresent(
            proof -> {
              assertThat(proof.jti()).isNotEmpty();
              assertThat(proof.issuedAt()).isBetween(0L, 0x2_0000_0000L);
              assertThat(proof.hash("thumbprint").toBytes()).hasSize(32);
            });
  }

  /** The form of a JWT, before Quarkus verifies it. */
  public static void signedToken(String input) {
    if (SignedToken.hasForm(input)) {
      assertThat(input.split("\\.", -1)).hasSize(3);
    }
  }

  private CallerFuzz() {}
}
