/** The authorization endpoint and the consent page. */
package dev.hushkey.account.consent;
