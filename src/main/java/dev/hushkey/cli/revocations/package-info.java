/** The commands about revocations that were made: listed, shown, followed, paused. */
package dev.hushkey.cli.revocations;
