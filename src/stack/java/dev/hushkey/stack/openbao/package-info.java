/** OpenBao, as the stack runs it, set up as an operator would. */
package dev.hushkey.stack.openbao;
