/** Programs that the stack runs: where they come from and where they are kept. */
package dev.hushkey.stack.tool;
