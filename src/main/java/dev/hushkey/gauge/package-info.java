/**
 * What Prometheus is told of the whole installation and no request counts: links that wait for
 * their users, revocations under way. Looked up now and then, never at a scrape; every replica
 * tells the same.
 */
package dev.hushkey.gauge;
