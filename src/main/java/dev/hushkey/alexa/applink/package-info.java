/**
 * App-to-app linking: a link that starts in the camera company's app, for which we enable the Alexa
 * skill.
 */
package dev.hushkey.alexa.applink;
