/**
 * Looks for mix-ups: asks several replicas at once while everything around them fails and all that
 * decides changes, and compares each answer with the truth of its moment.
 */
package dev.hushkey.stack.bench.storm;
