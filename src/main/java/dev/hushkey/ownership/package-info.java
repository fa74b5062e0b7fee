/** Who owns which device. The camera backend writes it; every decision reads it, uncached. */
package dev.hushkey.ownership;
