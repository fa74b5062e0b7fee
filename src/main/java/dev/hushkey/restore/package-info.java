/**
 * What the owner of a restored database says was lost, and what has to end for it
 * (docs/adr/0083-what-ends-after-a-restore.md).
 */
package dev.hushkey.restore;
