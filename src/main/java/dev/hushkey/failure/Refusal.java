package dev.hushkey.failure;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * Why a check or a hand-out was refused. Sent to internal callers, who need it to react correctly.
 */
public enum Refusal {
  /** The bearer token of the assistant is unknown, expired or revoked. */
  TOKEN_NOT_LIVE,
  /** The device does not exist for this user: not registered, removed, or owned by someone else. */
  NOT_THE_OWNER,
  /** This user has no link with this assistant. */
  NOT_LINKED,
  /** The link was revoked, alone or as part of a set. */
  LINK_REVOKED,
  /** The assistant no longer accepts our tokens; the user has to link again. */
  NEEDS_RELINK,
  /** The user did not allow this device, or it has changed owners since. */
  DEVICE_NOT_GRANTED,
  /** The user allowed the device but not this action. */
  ACTION_NOT_GRANTED,
  /** The link is fine, but the assistant has not granted us its tokens (no AcceptGrant yet). */
  NO_UPSTREAM_TOKEN,
  /** The assistant issues us no tokens at all: its settings name no upstream. */
  NO_UPSTREAM;

  /** The form used in answers, logs and the audit trail. */
  @JsonValue
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
