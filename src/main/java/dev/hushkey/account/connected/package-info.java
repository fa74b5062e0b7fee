/** The page of connected assistants: narrow a link, or end it. */
package dev.hushkey.account.connected;
