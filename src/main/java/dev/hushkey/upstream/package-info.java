/**
 * The OAuth client of the assistants: exchanges their codes and refreshes their tokens. The only
 * room that calls their token endpoints.
 */
package dev.hushkey.upstream;
