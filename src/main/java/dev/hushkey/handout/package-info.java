/** Hand-outs: the upstream token of one user for one device and action, decided now. */
package dev.hushkey.handout;
