/**
 * What every request passes before it reaches its resource: the form of its address, who may be
 * named in it, and how strictly its JSON and its query are read.
 */
package dev.hushkey.door;
