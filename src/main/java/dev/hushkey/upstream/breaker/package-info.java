/** Stops asking a service of an assistant that does not answer; each replica for itself. */
package dev.hushkey.upstream.breaker;
