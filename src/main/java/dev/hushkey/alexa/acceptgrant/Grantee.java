package dev.hushkey.alexa.acceptgrant;

import dev.hushkey.identity.LinkRef;

/**
 * The owner of the grant, as the database has it now.
 *
 * @param accepted whether the tokens of this code are stored already: Alexa may repeat a directive
 *     whose answer it did not get
 */
record Grantee(LinkRef link, boolean accepted) {}
