/** What has expired is deleted in the background; each room says which of its rows that is. */
package dev.hushkey.expiry;
