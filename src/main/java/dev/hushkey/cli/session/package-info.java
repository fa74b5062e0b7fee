/** Logging in, and calling the server with that log-in. */
package dev.hushkey.cli.session;
