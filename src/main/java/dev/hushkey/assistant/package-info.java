/**
 * The configured assistants: who may link to us, with which credentials, and where their own tokens
 * come from.
 */
package dev.hushkey.assistant;
