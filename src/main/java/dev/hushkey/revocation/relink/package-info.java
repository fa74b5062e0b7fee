/** Who has linked again after a revocation, and how fast. */
package dev.hushkey.revocation.relink;
