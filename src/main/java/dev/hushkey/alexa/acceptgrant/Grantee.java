package dev.hushkey.alexa.acceptgrant;

import dev.hushkey.identity.LinkRef;

/**
 * Whose grant it is, as the database says now.
 *
 * @param accepted whether the tokens of the very code at hand are stored already: Alexa may send a
 *     directive again whose answer it did not get
 */
record Grantee(LinkRef link, boolean accepted) {}
