/**
 * App-to-app linking: a link that starts in the camera company's app, for which we enable the
 * assistant's skill.
 */
package dev.hushkey.enablement;
