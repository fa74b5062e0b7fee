/** Revocations that a second admin has to approve. */
package dev.hushkey.revocation.approval;
