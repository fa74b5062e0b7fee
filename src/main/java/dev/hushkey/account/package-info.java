/**
 * What a person's browser sees on the way to a link: the authorization endpoint, the consent page
 * and the pages that say why something did not work.
 */
package dev.hushkey.account;
