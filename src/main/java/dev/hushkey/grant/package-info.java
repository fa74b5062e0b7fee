/** AcceptGrant: a code that an assistant gave us becomes a sealed upstream token of one link. */
package dev.hushkey.grant;
