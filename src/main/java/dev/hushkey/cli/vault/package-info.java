/** Commands about Transit keys. */
package dev.hushkey.cli.vault;
