/** Which server a command talks to, and what the person's config file says of it. */
package dev.hushkey.cli.profile;
