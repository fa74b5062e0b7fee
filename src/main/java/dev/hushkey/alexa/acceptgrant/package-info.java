/** AcceptGrant: Amazon's authorization code becomes a sealed upstream token of one link. */
package dev.hushkey.alexa.acceptgrant;
