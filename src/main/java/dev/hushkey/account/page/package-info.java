/**
 * What all pages share: language, texts, answers, protection against forged forms, and the pages
 * that say why something failed.
 */
package dev.hushkey.account.page;
