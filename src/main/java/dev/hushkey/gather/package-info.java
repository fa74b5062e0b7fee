/**
 * Concurrent questions of the same kind, asked together: what arrives while a call is running goes
 * with the next one (group commit). No answer is kept for anybody else.
 */
package dev.hushkey.gather;
