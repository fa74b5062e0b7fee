/** Deletes expired rows in the background; each room defines which of its rows have expired. */
package dev.hushkey.expiry;
