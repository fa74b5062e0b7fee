package dev.hushkey.oauth.authorize;

import dev.hushkey.secret.AuthorizationCode;

/** The outcome of an approval, which a browser may have sent more than once. */
public sealed interface ApprovalOutcome {

  /** The code is good, now or still. */
  record Usable(AuthorizationCode code) implements ApprovalOutcome {}

  /** The code is good, but for what the user ticked the first time: the request was pushed. */
  record FirstAnswerStands(AuthorizationCode code) implements ApprovalOutcome {}

  /** The assistant has redeemed the code. */
  record Redeemed() implements ApprovalOutcome {}

  /** Nothing comes of it: too late, overtaken by a newer decision, or answered by somebody else. */
  record Over() implements ApprovalOutcome {}
}
