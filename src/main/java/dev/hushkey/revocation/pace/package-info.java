/** How fast the clean-up after revocations goes, on all replicas together. */
package dev.hushkey.revocation.pace;
