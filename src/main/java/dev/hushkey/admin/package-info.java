/**
 * The API of those who run Hushkey: look at links, revoke any set of them. The CLI is its client.
 */
package dev.hushkey.admin;
