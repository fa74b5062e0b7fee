/** What a revocation would end, as an admin wants to know it before. */
package dev.hushkey.revocation.preview;
