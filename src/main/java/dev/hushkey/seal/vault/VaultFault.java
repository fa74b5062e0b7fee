package dev.hushkey.seal.vault;

import io.github.jopenlibs.vault.VaultException;
import io.github.jopenlibs.vault.rest.RestResponse;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * Why a call to Vault failed. Its message consists of our own words, a status and the class of an
 * exception: the driver's exceptions quote whole answers, so they are not kept as cause.
 */
public class VaultFault extends Exception {

  private static final long serialVersionUID = 1L;

  /** The kind of fault, by what the caller can do about it. */
  public enum Kind {
    /** No answer, or one that says "not now": sealed, standby, overloaded, broken. */
    AWAY,
    /** 403: the token is dead, or the policy does not allow this. */
    FORBIDDEN,
    /** The mount or the Transit key does not exist. */
    KEY_MISSING,
    /** Our AppRole credentials cannot be read or are not accepted. */
    CREDENTIALS_REFUSED,
    /** The ciphertext was not made with this key for this context. */
    CIPHERTEXT_REFUSED,
    /** The version of the key that made the ciphertext opens nothing any more. */
    VERSION_ENDED,
    /** Any other 4xx: this Vault does not understand our requests. */
    REQUEST_REFUSED
  }

  private final Kind kind;
  private final boolean connectionLost;

  public VaultFault(Kind kind, String message) {
    this(kind, message, false);
  }

  private VaultFault(Kind kind, String message, boolean connectionLost) {
    super(message);
    this.kind = kind;
    this.connectionLost = connectionLost;
  }

  public Kind kind() {
    return kind;
  }

  /** From the driver's exception: no answer at all, or a status that the driver throws. */
  public static VaultFault of(VaultException failure) {
    int status = failure.getHttpStatusCode();
    return status == 0
        ? ofNoAnswer(rootOf(failure))
        : ofStatus(status, String.valueOf(failure.getMessage()));
  }

  private static VaultFault ofNoAnswer(Throwable root) {
    boolean connectionLost = root instanceof IOException && !(root instanceof HttpTimeoutException);
    String message = "no answer: " + root.getClass().getSimpleName();
    return new VaultFault(Kind.AWAY, message, connectionLost);
  }

  /** From an answer that is not 200. */
  public static VaultFault of(RestResponse answer) {
    return ofStatus(answer.getStatus(), new String(answer.getBody(), StandardCharsets.UTF_8));
  }

  /** From the reason given for one item of a batch; the same texts as for a single item. */
  public static VaultFault ofItem(String reason) {
    Kind kind = ofBadRequest(reason);
    return new VaultFault(kind, "item refused, " + kind);
  }

  /**
   * Whether the connection broke before the answer came, as an idle one does when its node is
   * replaced. Another connection may work at once.
   */
  public boolean isConnectionLost() {
    return connectionLost;
  }

  /** Whether an operator has to fix something: it will not recover on its own. */
  public boolean isOfSetUp() {
    return switch (kind) {
      case FORBIDDEN, KEY_MISSING, VERSION_ENDED, REQUEST_REFUSED -> true;
      case AWAY, CREDENTIALS_REFUSED, CIPHERTEXT_REFUSED -> false;
    };
  }

  private static VaultFault ofStatus(int status, String body) {
    Kind kind =
        switch (status) {
          case 400 -> ofBadRequest(body);
          case 403 -> Kind.FORBIDDEN;
          case 404 -> Kind.KEY_MISSING;
          case 405, 413, 415 -> Kind.REQUEST_REFUSED;
          // 412: this node has not yet seen what another wrote; 429: quota or standby.
          default -> Kind.AWAY;
        };
    return new VaultFault(kind, "status " + status + ", " + kind);
  }

  /**
   * The texts of OpenBao 2.7.2 and HashiCorp Vault, {@code sdk/helper/keysutil/policy.go}. A
   * version that is "too new" (Vault was restored from an old snapshot) or "disallowed by policy
   * (too old)" (the minimum was raised) does not mean that the ciphertext has the wrong owner.
   */
  private static Kind ofBadRequest(String body) {
    if (body.contains("encryption key not found")) {
      return Kind.KEY_MISSING;
    }
    if (body.contains("disallowed by policy (too old)")) {
      return Kind.VERSION_ENDED;
    }
    boolean refused =
        body.contains("message authentication failed") || body.contains("invalid ciphertext");
    return refused && !body.contains("version is too new")
        ? Kind.CIPHERTEXT_REFUSED
        : Kind.REQUEST_REFUSED;
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
