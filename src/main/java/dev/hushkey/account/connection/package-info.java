/** A user's living links, as both pages show them. */
package dev.hushkey.account.connection;
