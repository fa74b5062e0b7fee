/** Checks: may this access token act on this device, now? */
package dev.hushkey.handout.check;
