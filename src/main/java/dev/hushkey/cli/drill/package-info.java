/** The command that rehearses an incident. */
package dev.hushkey.cli.drill;
