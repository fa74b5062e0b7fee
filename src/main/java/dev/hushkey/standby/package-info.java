/**
 * A hot standby of PostgreSQL, for first looks at hand-outs: when it is asked, and when it rests
 * (docs/adr/0087-a-first-look-may-be-at-a-standby.md).
 */
package dev.hushkey.standby;
