/**
 * The configured assistants: who may link against us, with what, and where their own tokens come
 * from.
 */
package dev.hushkey.assistant;
