/**
 * Looks for lost writes and wrong answers where nothing stands alone: several replicas, a database
 * with a standby, a Vault of three nodes; each is killed in turn, and a new release is rolled out.
 */
package dev.hushkey.stack.bench.endure;
