/** Commands about links, users and revocations. */
package dev.hushkey.cli.links;
