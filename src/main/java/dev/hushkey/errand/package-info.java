/** What is left to do at assistants when links have ended, in the background and bounded. */
package dev.hushkey.errand;
