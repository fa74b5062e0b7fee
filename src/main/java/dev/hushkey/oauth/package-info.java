/**
 * Our authorization server, for the assistants' clouds. The pages that people see on the way are in
 * {@code account}. docs/rfc-notes.md lists what is implemented of each RFC.
 */
package dev.hushkey.oauth;
