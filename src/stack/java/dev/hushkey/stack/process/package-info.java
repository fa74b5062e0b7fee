/** Processes of this machine: how they are started, recorded, found again and ended. */
package dev.hushkey.stack.process;
