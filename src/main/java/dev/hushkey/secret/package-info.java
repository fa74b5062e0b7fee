/**
 * Secrets as types that cannot print themselves. Search for {@code reveal(} to find every place
 * that reads one.
 */
package dev.hushkey.secret;
