/** Who did what to whose link. Nothing in here has a place for a token. */
package dev.hushkey.audit;
