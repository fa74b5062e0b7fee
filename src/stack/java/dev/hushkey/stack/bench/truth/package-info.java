/**
 * What is true of the people of a storm, moment by moment, and whether an answer was the truth of
 * one of these moments.
 */
package dev.hushkey.stack.bench.truth;
