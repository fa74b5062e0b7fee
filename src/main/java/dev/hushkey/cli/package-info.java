/**
 * The admin CLI: each command is a thin client of the admin API. Boots nothing of the service, so
 * that it answers at once.
 */
package dev.hushkey.cli;
