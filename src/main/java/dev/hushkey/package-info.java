/** Hushkey, the token broker between a camera company and the voice assistants of its users. */
package dev.hushkey;
