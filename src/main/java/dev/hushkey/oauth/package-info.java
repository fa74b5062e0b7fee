/**
 * Our authorization server: what an assistant's cloud talks to. The pages that a person sees on the
 * way are in {@code account}. What is implemented of which RFC is in docs/rfc-notes.md.
 */
package dev.hushkey.oauth;
