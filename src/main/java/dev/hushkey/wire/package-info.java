/**
 * Turns failures into answers, and holds what all answers have in common: headers, correlation ids,
 * the public address, and the check of the set-up at the start.
 */
package dev.hushkey.wire;
