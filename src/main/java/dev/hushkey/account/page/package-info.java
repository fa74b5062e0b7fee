/**
 * What all pages share: language, texts, answers, protection against forged forms, and the error
 * pages.
 */
package dev.hushkey.account.page;
