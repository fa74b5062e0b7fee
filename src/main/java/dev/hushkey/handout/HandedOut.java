package dev.hushkey.handout;

import dev.hushkey.handout.decision.PermittedHandout;
import dev.hushkey.secret.AccessToken;

/** A token that may leave the house, and the standing that it was decided by. */
record HandedOut(PermittedHandout standing, AccessToken token) {}
