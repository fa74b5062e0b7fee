/** Token exchange (RFC 8693): a token for the camera backend in place of the assistant's. */
package dev.hushkey.handout.exchange;
