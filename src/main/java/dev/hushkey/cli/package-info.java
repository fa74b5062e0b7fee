/**
 * The admin CLI: each command is a thin client of the admin API. Boots no part of the service, so
 * that it answers at once.
 */
package dev.hushkey.cli;
