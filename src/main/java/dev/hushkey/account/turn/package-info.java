/** Whose turn it is to log in, where log-ins are held to a rate; the page for whoever waits. */
package dev.hushkey.account.turn;
