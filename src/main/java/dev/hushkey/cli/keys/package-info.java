/** Commands about the keys that sign access tokens. */
package dev.hushkey.cli.keys;
