/** What a command shows and reads at the terminal. */
package dev.hushkey.cli.terminal;
