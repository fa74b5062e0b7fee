/**
 * What a person's browser sees: the authorization endpoint and the consent page on the way to a
 * link, the page of connected assistants afterwards, and the pages that say why something did not
 * work. In several languages, without script.
 */
package dev.hushkey.account;
