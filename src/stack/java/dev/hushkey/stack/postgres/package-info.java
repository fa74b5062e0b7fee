/** PostgreSQL, as the stack runs it. */
package dev.hushkey.stack.postgres;
